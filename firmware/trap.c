#include "firmware/trap.h"

#include "firmware/initcode.h"
#include "firmware/panic.h"

static trap_handler handlers[TRAP_VECTORS];
static trap_handler return_handler;

void trap_dispatch(struct trap_frame *frame);

static TRAP_SERVICE_HANDLER void no_service(struct trap_frame *frame)
{
    bugcheck(BUGCHECK_DOUBLE_FAULT, frame->vector, frame->eip, "system call without a handler");
}

/* For trap.S. */
trap_service_handler trap_service = no_service;

INIT_CODE void trap_register(uint32_t vector, trap_handler handler)
{
    ASSERT(vector < TRAP_VECTORS && handlers[vector] == 0 && handler);
    handlers[vector] = handler;
}

INIT_CODE void trap_register_service(trap_service_handler handler)
{
    ASSERT(trap_service == no_service && handler);
    trap_service = handler;
}

INIT_CODE void trap_register_return(trap_handler handler)
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
    if (!trap_from_user(frame))
        return;
    if (return_handler)
        return_handler(frame);
    watch();
}
