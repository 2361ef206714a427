/*
 * Exceptions of programs: from the trap to NTDLL's KiUserExceptionDispatcher, and back through NtContinue.
 */
#ifndef SCHED_EXCEPTION_H
#define SCHED_EXCEPTION_H

#include "firmware/status.h"
#include "firmware/trap.h"
#include "mmu/fault.h"
#include "sched/process/nt.h"
#include "sched/dispatch/thread.h"

/* Registers the traps that become exceptions. */
void exception_start(void);

/* For mmu/fault.c. */
void exception_of_fault(struct trap_frame *frame, const struct fault_exception *fault);

/* Makes the running thread, whose registers are `frame`, go on at KiUserExceptionDispatcher with this record
 * and a CONTEXT of all its registers; if its stack cannot take them, the process ends. May wait. */
void exception_deliver(struct trap_frame *frame, const struct nt_exception_record *record);

/* The exception nobody handled: the process ends with its code, unless a debugger handles it. May wait. */
void exception_unhandled(const struct nt_exception_record *record);

/* Registers to CONTEXT and back. Only what context->flags asks for; selectors and system flags are not taken
 * over. */
void context_from_frame(const struct thread *thread, const struct trap_frame *frame,
                        struct nt_context *context);
void context_to_frame(const struct nt_context *context, struct thread *thread, struct trap_frame *frame);

#endif
