/*
 * How the machine tells its end to whoever started the emulator: a byte v written to isa-debug-exit (port
 * 0xf4) makes QEMU exit with (v << 1) | 1. 0 is never used: a triple fault looks like that.
 */
#ifndef FIRMWARE_EXITCODE_H
#define FIRMWARE_EXITCODE_H

#define EXIT_PORT       0xf4
#define EXIT_OK         16 /* 33: every program has ended, the books are empty */
#define EXIT_BUGCHECK   17 /* 35 */
#define EXIT_NO_VOLUME  18 /* 37: the loader cannot read the volume */
#define EXIT_NO_KERNEL  19 /* 39: there is no file of the kernel's name, or it cannot be read */
#define EXIT_LEAK       20 /* 41: something was not given back */
#define EXIT_DEADLOCK   21 /* 43: every thread waits for ever */
#define EXIT_NO_BOOTINI 22 /* 45: there is no BOOT.INI, or it cannot be read */
#define EXIT_NOT_KERNEL 23 /* 47: the kernel's file is no kernel that this loader can start */
#define EXIT_PROCESSOR  24 /* 49: the processor lacks something */
#define EXIT_NO_MEMORY  25 /* 51: too little memory for the kernel or beside the volume */

#endif
