/*
 * Bugcheck and assertions. They stay on in the shipped image.
 *
 * Each may be called from any context, also from inside another bugcheck: the level becomes HIGH_LEVEL
 * (firmware/level.h), reason, registers and callers are written into the log, which is flushed, and the
 * machine is left with the exit code for PANIC. None returns. Host tests supply functions of their own that
 * abort.
 */
#ifndef FIRMWARE_PANIC_H
#define FIRMWARE_PANIC_H

#include <stdint.h>

/* NT's codes where NT has one; docs/design.md, section 13, has the four parameters of each. */
#define BUGCHECK_APC_INDEX         0x00000001u /* APC_INDEX_MISMATCH */
#define BUGCHECK_IRQL_NOT_GREATER  0x00000009u /* IRQL_NOT_GREATER_OR_EQUAL */
#define BUGCHECK_IRQL_NOT_LESS     0x0000000Au /* IRQL_NOT_LESS_OR_EQUAL */
#define BUGCHECK_MOST_WAIT_OBJECTS 0x0000000Cu /* MAXIMUM_WAIT_OBJECTS_EXCEEDED */
#define BUGCHECK_LOCK_OWNED        0x0000000Fu /* SPIN_LOCK_ALREADY_OWNED */
#define BUGCHECK_LOCK_NOT_OWNED    0x00000010u /* SPIN_LOCK_NOT_OWNED */
#define BUGCHECK_BAD_POOL_HEADER   0x00000019u /* BAD_POOL_HEADER */
#define BUGCHECK_REFERENCE         0x00000018u /* REFERENCE_BY_POINTER */
#define BUGCHECK_MEMORY_MANAGEMENT 0x0000001Au /* a law of mmu/verify.h is broken */
#define BUGCHECK_KMODE_EXCEPTION   0x0000001Eu /* KMODE_EXCEPTION_NOT_HANDLED */
#define BUGCHECK_COMPLETED_TWICE   0x00000044u /* MULTIPLE_IRP_COMPLETE_REQUESTS */
#define BUGCHECK_NO_PAGES          0x0000004Du /* NO_PAGES_AVAILABLE */
#define BUGCHECK_PAGE_FAULT        0x00000050u /* PAGE_FAULT_IN_NONPAGED_AREA */
#define BUGCHECK_START_FAILED      0x0000006Bu /* PROCESS1_INITIALIZATION_FAILED */
#define BUGCHECK_STACK_INPAGE      0x00000077u /* KERNEL_STACK_INPAGE_ERROR */
#define BUGCHECK_DATA_INPAGE       0x0000007Au /* KERNEL_DATA_INPAGE_ERROR */
#define BUGCHECK_KERNEL_TRAP       0x0000007Fu /* UNEXPECTED_KERNEL_MODE_TRAP */
#define BUGCHECK_SWITCH_FROM_DPC   0x000000B8u /* ATTEMPTED_SWITCH_FROM_DPC */
#define BUGCHECK_TIMER_OR_DPC      0x000000C7u /* TIMER_OR_DPC_INVALID */
#define BUGCHECK_BAD_POOL_CALLER   0x000000C2u /* BAD_POOL_CALLER */
#define BUGCHECK_VERIFIER          0x000000C4u /* DRIVER_VERIFIER_DETECTED_VIOLATION */
#define BUGCHECK_IRQL_UNEXPECTED   0x000000C8u /* IRQL_UNEXPECTED_VALUE */
#define BUGCHECK_NOT_COMPLETED     0x000000C9u /* DRIVER_VERIFIER_IOMANAGER_VIOLATION */
#define BUGCHECK_DRIVER_UNLOADED   0x000000CEu /* DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS */
#define BUGCHECK_DRIVER_IRQL       0x000000D1u /* DRIVER_IRQL_NOT_LESS_OR_EQUAL */
#define BUGCHECK_PTE_MISUSE        0x000000DAu /* SYSTEM_PTE_MISUSE */
#define BUGCHECK_ASSERTION         0x000000E2u /* MANUALLY_INITIATED_CRASH is nearest; text says what failed */
#define BUGCHECK_NOT_OWNED         0x000000E3u /* RESOURCE_NOT_OWNED */
#define BUGCHECK_STUCK_DEVICE      0x000000EAu /* THREAD_STUCK_IN_DEVICE_DRIVER */
#define BUGCHECK_NO_EXECUTE        0x000000FCu /* ATTEMPTED_EXECUTE_OF_NOEXECUTE_MEMORY */
#define BUGCHECK_DPC_WATCHDOG      0x00000133u /* DPC_WATCHDOG_VIOLATION */
#define BUGCHECK_HELD_MUTEX        0x4000008Au /* THREAD_TERMINATE_HELD_MUTEX */

/* What the processor was doing when it was interrupted. */
struct registers {
    uint32_t eax, ebx, ecx, edx, esi, edi, ebp, esp, eip, cs, eflags;
    uint32_t trap, error; /* vector, error code */
};

/* The callers begin with the caller of this function. */
_Noreturn void bugcheck(uint32_t code, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth,
                        const char *text);

/* Of interrupted code: its registers are said, and the callers begin with its instruction. For a trap's frame
 * see trap_bugcheck() in firmware/trap.h. */
_Noreturn void bugcheck_at(const struct registers *registers, uint32_t code, uint32_t first, uint32_t second,
                           uint32_t third, uint32_t fourth, const char *text);

/* Who has code that is not the kernel's: a driver's name, NULL for an address of nobody's. It is asked in the
 * course of a bugcheck, which names the innermost driver on the stack: neither waits nor faults. */
void bugcheck_on_driver(const char *(*owner)(uint32_t address));

/* The bugcheck that follows is that driver's, wherever it is found. The name stays. */
void bugcheck_blame(const char *driver);

/* bugcheck(), its text in two parts, so that each file's name is there once. */
_Noreturn void assertion_failed(uint32_t code, uint32_t line, const char *file, const char *condition);

#define ASSERT(condition)                                                                                    \
    ((condition) ? (void)0 : assertion_failed(BUGCHECK_ASSERTION, __LINE__, __FILE__ ": ", #condition))

#endif
