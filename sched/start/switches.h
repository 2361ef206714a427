/*
 * What BOOT.INI said, checked: the switches with their values, the programs, and a `bootini` line in the log
 * for everything that is ignored. Only the start of the kernel asks; whoever a switch concerns is told.
 */
#ifndef SCHED_START_SWITCHES_H
#define SCHED_START_SWITCHES_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/clock.h"
#include "mmu/layout.h"
#include "firmware/noexecute.h"

/* Parses the file's text, which is not needed afterwards. First of all, once. */
void switches_read(const char *text, uint32_t length);

/* A number within bounds, or the default: what is neither is reported and ignored. */
uint32_t switches_number(const char *name, uint32_t low, uint32_t high, uint32_t otherwise);

/* The value of a switch; NULL if it was not given or has none. */
const char *switches_text(const char *name);

bool switches_given(const char *name);

/* Was it given as one that takes no value? With one it is reported, and ignored. */
bool switches_flag(const char *name);

/* The id that the build put there, "none" where there is none; what could not stand in the log as it is, is
 * malformed. */
const char *switches_build(void);

/* The address map that /4GB, /3GB and /USERVA= choose. */
struct layout_choice switches_layout(void);

/* What /CLOCK= chose. */
enum clock_source switches_clock(void);

/* What /NOEXECUTE asks for: ALWAYS_OFF without it. */
enum no_execute switches_no_execute(void);

/* Does /DEBUGPORT= send the log to the bulk device (VIRTIO)? It goes to COM1 otherwise. */
bool switches_bulk_log(void);

/* Chooses the replacement policy, before memory is there: what the policy remembers is set aside then. A name
 * that is none is reported by switches_apply(). */
void switches_choose_policy(void);

/* Tells the log and the replacement policy what else was chosen for them. */
void switches_apply(void);

/* Reports that a switch, or what it asked for, is ignored. Before switches_report() the line is kept back,
 * because the log's first line says how many frames and slots there are. */
void switches_problem(const char *text, const char *reason);

/* The same with a number behind the reason: what there is instead. */
void switches_problem_number(const char *text, const char *reason, const char *key, uint32_t number);

/* Writes what was kept back, what the parser found, and the switches that nobody knows. Right behind the
 * log's first three lines, once. */
void switches_report(void);

/* The switches as they were given, as the field boot= of a log line; without the one that the build added,
 * and without /DEBUGPORT= and /VERIFY, so that the log is the same wherever it goes and whoever checks. */
void switches_log(void);

/* The command lines of [programs], in their order; NULL behind the last. */
const char *switches_program(uint32_t index);

#endif
