/*
 * How the machine tells its end to whoever started the emulator: a byte v written to isa-debug-exit (port
 * 0xf4) makes QEMU exit with (v << 1) | 1. 0 is never used: a triple fault looks like that.
 */
#ifndef FIRMWARE_EXITCODE_H
#define FIRMWARE_EXITCODE_H

#define EXIT_PORT      0xf4
#define EXIT_OK        16 /* 33: every program has ended, the books are empty */
#define EXIT_BUGCHECK  17 /* 35 */
#define EXIT_NO_VOLUME 18 /* 37: the loader cannot read the volume */
#define EXIT_NO_KERNEL 19 /* 39: the loader cannot read the kernel */
#define EXIT_LEAK      20 /* 41: something was not given back */
#define EXIT_DEADLOCK  21 /* 43: every thread waits for ever */

#endif
