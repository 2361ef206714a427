/*
 * What each service touches, for who tells states of the programs apart (sched/process/orderstate.h): little
 * where that can be said for sure, anything otherwise.
 */
#ifndef SCHED_SERVICE_TOUCH_H
#define SCHED_SERVICE_TOUCH_H

#include "firmware/trap.h"
#include "sched/service/service.h"

/* Before the service that the program has called, and behind it. Its arguments are looked at where they
 * lie. Thread context. */
void service_touches(const struct service *service, uint32_t number, const struct trap_frame *frame);

#endif
