#include "firmware/trap.h"

#include <string.h>
#include "firmware/cpu.h"
#include "firmware/panic.h"

static trap_handler handlers[TRAP_VECTORS];
static trap_handler return_handler;

void trap_dispatch(struct trap_frame *frame);

void trap_register(uint32_t vector, trap_handler handler)
{
    ASSERT(vector < TRAP_VECTORS && handlers[vector] == 0 && handler);
    handlers[vector] = handler;
}

void trap_register_return(trap_handler handler)
{
    ASSERT(return_handler == 0 && handler);
    return_handler = handler;
}

static void dispatch(struct trap_frame *frame)
{
    if (frame->vector >= TRAP_VECTORS || !handlers[frame->vector])
        bugcheck(BUGCHECK_DOUBLE_FAULT, frame->vector, frame->eip, "trap without a handler");
    handlers[frame->vector](frame);
    if (trap_from_user(frame) && return_handler)
        return_handler(frame);
}

/* An emulator may let a program into virtual-8086 mode by an IRET whose flags say so; a processor does not
 * (SDM vol. 2, IRET). Such a program comes back in its own segments, with the next trap, whichever it was: a
 * violation. The processor has pushed four segment registers more, es to gs, above the frame and has cleared
 * them. */
_Noreturn static void leave_virtual_8086(struct trap_frame *frame)
{
    struct trap_frame *plain = (struct trap_frame *)((uint32_t *)frame + 4);
    memmove(plain, frame, sizeof *plain);
    plain->cs = SELECTOR_USER_CODE;
    plain->ss = SELECTOR_USER_DATA;
    plain->eflags &= ~FLAG_VIRTUAL_8086;
    plain->vector = TRAP_PROTECTION;
    plain->error = 0;
    cpu_load_teb_selector();
    dispatch(plain);
    trap_return(plain);
}

/* Called by trap_common in trap.S. */
void trap_dispatch(struct trap_frame *frame)
{
    if (frame->eflags & FLAG_VIRTUAL_8086)
        leave_virtual_8086(frame);
    dispatch(frame);
}
