#include "firmware/trap.h"

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

/* Called by trap_common in trap.S. */
void trap_dispatch(struct trap_frame *frame)
{
    if (frame->vector >= TRAP_VECTORS || !handlers[frame->vector])
        bugcheck(BUGCHECK_DOUBLE_FAULT, frame->vector, frame->eip, "trap without a handler");
    handlers[frame->vector](frame);
    if (trap_from_user(frame) && return_handler)
        return_handler(frame);
}
