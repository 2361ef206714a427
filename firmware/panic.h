/*
 * Bugcheck and assertions. They stay on in the shipped image.
 *
 * bugcheck() may be called from any context, also from inside another bugcheck: it writes the reason and a
 * backtrace into the log, flushes it, and leaves the machine with the exit code for PANIC. It does not
 * return. The code is one of NT's bugcheck codes where NT has one. Host tests supply a bugcheck() of their
 * own that aborts.
 */
#ifndef FIRMWARE_PANIC_H
#define FIRMWARE_PANIC_H

#include <stdint.h>

#define BUGCHECK_ASSERTION         0x000000E2u /* MANUALLY_INITIATED_CRASH is nearest; text says what failed */
#define BUGCHECK_IRQL_NOT_LESS     0x0000000Au
#define BUGCHECK_MEMORY_MANAGEMENT 0x0000001Au /* a law of mmu/verify.h is broken */
#define BUGCHECK_KMODE_EXCEPTION   0x0000001Eu
#define BUGCHECK_PAGE_FAULT        0x00000050u /* PAGE_FAULT_IN_NONPAGED_AREA */
#define BUGCHECK_DATA_INPAGE       0x0000007Au /* KERNEL_DATA_INPAGE_ERROR */
#define BUGCHECK_DOUBLE_FAULT      0x0000007Fu /* UNEXPECTED_KERNEL_MODE_TRAP */
#define BUGCHECK_NO_PAGES          0x0000004Du /* NO_PAGES_AVAILABLE */
#define BUGCHECK_PFN_LIST_CORRUPT  0x0000004Eu
#define BUGCHECK_START_FAILED      0x0000006Bu /* PROCESS1_INITIALIZATION_FAILED */
#define BUGCHECK_STUCK_DEVICE      0x000000EAu /* THREAD_STUCK_IN_DEVICE_DRIVER */

_Noreturn void bugcheck(uint32_t code, uint32_t first, uint32_t second, const char *text);

#define PANIC_STRING2(x) #x
#define PANIC_STRING(x)  PANIC_STRING2(x)
#define ASSERT(condition)                                                                                    \
    ((condition) ? (void)0 : bugcheck(BUGCHECK_ASSERTION, __LINE__, 0, __FILE__ ": " #condition))

#endif
