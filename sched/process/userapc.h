/*
 * User APCs: calls that are put upon a thread from outside, and that it makes at a moment of its own
 * choosing: when it waits alertably, asks by NtTestAlert, or goes on by NtContinue with its second argument
 * set (as every new thread does). Each is a visit to NTDLL's KiUserApcDispatcher, first come first served.
 * (Microsoft: Asynchronous Procedure Calls; QueueUserAPC.)
 */
#ifndef SCHED_USERAPC_H
#define SCHED_USERAPC_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"
#include "firmware/trap.h"
#include "sched/dispatch/thread.h"

struct user_call {
    uint32_t routine, arguments[3]; /* as NTDLL's stdcall routine finds them */
};

struct user_apc {
    struct link link; /* in thread.user_apcs; empty: it is in none */
    struct user_call call;
    bool lent; /* it is part of something else, and stays its owner's when it is delivered */
};

/* Behind those that wait already; ends the thread's alertable wait. STATUS_UNSUCCESSFUL: the thread is
 * ending. STATUS_INSUFFICIENT_RESOURCES. Any context. */
ntstatus user_apc_queue(struct thread *thread, const struct user_call *call);

/* The same with one that is lent, for which no memory is needed. Nothing if it waits already, or the thread
 * is ending. */
void user_apc_lend(struct thread *thread, struct user_apc *apc);

/* It is not to be delivered any more, if it was lent. */
void user_apc_take_back(struct user_apc *apc);

/* NtAlertThread: ends the thread's alertable wait, this one or the next. Any context. */
void user_apc_alert(struct thread *thread);

/* For the running thread: has it been alerted (only once)? If APCs are there the first will be delivered. */
bool user_apc_test_alert(void);

/* The running thread, whose registers are `frame`, goes on at KiUserApcDispatcher if an APC is due. True if
 * it does. If its stack cannot take the frame the process ends with the reason. May wait. */
bool user_apc_deliver(struct trap_frame *frame);

/* The running thread ends: those that were not delivered go. */
void user_apc_discard(struct thread *thread);

#endif
