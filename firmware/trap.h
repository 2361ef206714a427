/*
 * Traps: how the processor comes into the kernel, and the way back. Every vector's stub makes the same frame;
 * whoever is responsible for a vector has registered a handler at start, so that the ground floor knows
 * nothing above it.
 */
#ifndef FIRMWARE_TRAP_H
#define FIRMWARE_TRAP_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/watch.h"

/* As it lies on the kernel stack; esp and ss are there only for traps from user mode. trap.S knows the
 * layout. */
struct trap_frame {
    uint32_t edi, esi, ebp, unused, ebx, edx, ecx, eax;
    uint32_t vector, error;
    uint32_t eip, cs, eflags;
    uint32_t esp, ss;
};

#define TRAP_FRAME_BYTES sizeof(struct trap_frame)

/* The error code of a TRAP_SERVICE frame: by `int 0x2e`, or by SYSENTER, and all is as that wants it for
 * SYSEXIT. */
#define TRAP_BY_GATE     0u
#define TRAP_BY_SYSENTER 1u

#define TRAP_DIVIDE        0
#define TRAP_DEBUG         1
#define TRAP_BREAKPOINT    3
#define TRAP_OVERFLOW      4
#define TRAP_BOUND         5
#define TRAP_INVALID       6
#define TRAP_NO_FPU        7
#define TRAP_DOUBLE        8
#define TRAP_PROTECTION    13
#define TRAP_PAGE_FAULT    14
#define TRAP_FPU           16
#define TRAP_ALIGNMENT     17
#define TRAP_SIMD          19
#define TRAP_DEBUG_SERVICE 0x2d
#define TRAP_SERVICE       0x2e
#define TRAP_DEVICE        0x30 /* of sixteen lines; all come with this number (firmware/interruptline.h) */
#define TRAP_DEVICES       16
#define TRAP_VECTORS       0x31

/* Error code of a page fault (SDM vol. 3A, 4.7). */
#define FAULT_PRESENT 1u
#define FAULT_WRITE   2u
#define FAULT_USER    4u
#define FAULT_FETCH   16u /* only where execution is forbidden */

typedef void (*trap_handler)(struct trap_frame *frame);

static inline bool trap_from_user(const struct trap_frame *frame)
{
    return (frame->cs & 3) != 0;
}

/* bugcheck_at() (firmware/panic.h) of the code that this trap has interrupted. */
_Noreturn void trap_bugcheck(const struct trap_frame *frame, uint32_t code, uint32_t first, uint32_t second,
                             uint32_t third, uint32_t fourth, const char *text);

/* A vector without a handler is a bugcheck. */
void trap_register(uint32_t vector, trap_handler handler);

/* Of TRAP_SERVICE. Its stub calls the handler straight, the frame in a register, and is not come back to:
 * what precedes user mode is the handler's affair, too, and it leaves by trap_return(). */
#define TRAP_SERVICE_HANDLER __attribute__((regparm(1)))
typedef TRAP_SERVICE_HANDLER void (*trap_service_handler)(struct trap_frame *frame);
void trap_register_service(trap_service_handler handler);

/* Of a system call that came by SYSENTER: the same, but that it leaves by trap_return_sysenter(). */
void trap_register_sysenter(trap_service_handler handler);

/* Called on the way back to user mode, after any other handler: where a thread that is to end ends. */
void trap_register_return(trap_handler handler);

/* Called first and last of every trap from user mode but system calls, whose handlers do it themselves. */
void trap_register_user(trap_handler enter, trap_handler leave);

/* Where the way back to user mode begins, and where that by SYSEXIT does, for an esp that points at the
 * frame: trap.S's own, or trampoline.S's. Only trampoline.c changes it. */
extern uint32_t trap_way_out, trap_sysexit;

/* Goes to user mode with the registers of `frame`, which lies at the top of the running thread's kernel
 * stack. It does not come back; that is not declared, because the compiler would take all that leads here for
 * seldom. */
static inline void trap_return(struct trap_frame *frame)
{
    watch();
    __asm__ volatile("movl %0, %%esp\n\tjmp *%1" : : "r"(frame), "m"(trap_way_out) : "memory");
}

/* The same for a frame of SYSENTER's. SYSEXIT gives ecx and edx to what it needs itself and steps over
 * nothing: when the program is to go on with other registers than it came with, or steps, all are loaded. */
static inline void trap_return_sysenter(struct trap_frame *frame)
{
    watch();
    uint32_t way = frame->error == TRAP_BY_SYSENTER ? trap_sysexit : trap_way_out;
    __asm__ volatile("movl %0, %%esp\n\tjmp *%1" : : "r"(frame), "r"(way) : "memory");
}

/* To be called by whoever changes what the program of this frame goes on with, but for a result in eax. */
static inline void trap_restores_all(struct trap_frame *frame)
{
    if (frame->vector == TRAP_SERVICE)
        frame->error = TRAP_BY_GATE;
}

#endif
