/*
 * What programs ask \\.\EDU (EDU.SYS): DeviceIoControl with these codes; ReadFile and WriteFile move bytes of
 * the device's buffer, the file's offset is the place there. For programs and for the driver.
 */
#ifndef EDU_H
#define EDU_H

#define EDU_CODE(function) CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800 + (function), METHOD_BUFFERED, FILE_ANY_ACCESS)

#define IOCTL_EDU_IDENTIFY  EDU_CODE(0) /* -> ULONG: what and which version the device says it is */
#define IOCTL_EDU_INVERT    EDU_CODE(1) /* ULONG -> ULONG: the device is alive and inverts the bits */
#define IOCTL_EDU_FACTORIAL EDU_CODE(2) /* ULONG -> ULONG: the lower 32 bits; an interrupt tells the end */
#define IOCTL_EDU_RAISE     EDU_CODE(3) /* ULONG -> ULONG: an interrupt with this cause, none if it is 0 */
#define IOCTL_EDU_COUNTS    EDU_CODE(4) /* -> struct edu_counts */

/* The device takes a transfer up to the last byte of its 4096 for one beyond (QEMU 7.2, hw/misc/edu.c: its
 * check wants the end below the end), and stops the emulator. */
#define EDU_BUFFER_BYTES 4095

struct edu_counts {
    ULONG requests;   /* that the device has been given */
    ULONG interrupts; /* that it has raised */
    ULONG status;     /* its status register, while it rests */
};

#endif
