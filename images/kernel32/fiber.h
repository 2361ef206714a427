/*
 * A fiber: what a thread puts aside when it goes on with another one. Its address is TEB.NtTib.FiberData
 * while it runs. The first five words lie as NT has them; the first is GetFiberData()'s (winnt.h).
 */
#ifndef IMAGES_KERNEL32_FIBER_H
#define IMAGES_KERNEL32_FIBER_H

#include "images/kernel32/base.h"

/* The x87's environment as FNSTENV stores it (Intel SDM vol. 1, 8.1.10), and the control of SSE. */
struct fiber_float {
    ULONG control, status, tags, place[4];
    ULONG mxcsr;
};

struct fiber {
    void *data; /* the parameter; the program may change it */
    void *exception_list;
    void *stack_base;
    void *stack_limit;
    void *deallocation_stack; /* null: the stack has gone with a thread that ended on it */
    ULONG ebx, esi, edi, ebp, esp;
    void *eip;
    struct fls *fls;
    ULONG guaranteed_stack_bytes;
    ULONG flags; /* FIBER_FLAG_FLOAT_SWITCH */
    struct fiber_float floats;
    LPFIBER_START_ROUTINE start;
    void *parameter;
};

/* fiber_switch.S: the first instructions of a new fiber, with ebx = the fiber. */
void fiber_begin(void);

/* The thread ends: its stack goes with it, and a fiber that it is must not name that any more. */
void fiber_thread_ends(void);

_Static_assert(offsetof(struct fiber, exception_list) == 0x04, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, stack_base) == 0x08, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, stack_limit) == 0x0c, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, deallocation_stack) == 0x10, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, ebx) == 0x14, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, esp) == 0x24, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, eip) == 0x28, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, fls) == 0x2c, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, guaranteed_stack_bytes) == 0x30, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, flags) == 0x34, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, floats) == 0x38, "fiber_switch.S");
_Static_assert(offsetof(struct fiber, floats.mxcsr) == 0x54, "fiber_switch.S");
_Static_assert(sizeof(struct fiber) == 0x60, "fiber_switch.S");

#endif
