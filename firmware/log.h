/*
 * The log: one event, one line, on COM1 or where a switch sends it (logsink.h). docs/log-format.md is the
 * contract of what the lines say; this is how they are written. Usable in any context, also with page tables
 * half-made: nothing here allocates, waits or faults.
 *
 *     if (log_begin(LOG_FAULT, "fault")) {
 *         log_word("DemandZeroFault");
 *         log_thread(process, thread);
 *         log_frame("pfn", number);
 *         log_end();
 *     }
 */
#ifndef FIRMWARE_LOG_H
#define FIRMWARE_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/logsink.h"

enum log_class {
    LOG_ALWAYS,
    LOG_PROCESS,
    LOG_SWITCH,
    LOG_FAULT,
    LOG_IMAGE,
    LOG_EXCEPTION,
    LOG_OBJECT,
    LOG_CONSOLE,
    LOG_PAGING,
    LOG_VAD,
    LOG_CHARGE,
    LOG_FRAME,
    LOG_SERVICE,
    LOG_UNIMPLEMENTED,
    LOG_REFUSAL,
    LOG_WAIT,
    LOG_HANDLE,
    LOG_SECTION,
    LOG_PTE,
    LOG_TABLE,
    LOG_STACK,
    LOG_POOL,
    LOG_SPACE,
    LOG_GRAPH,
    LOG_DRIVER,
    LOG_PCI,
    LOG_CLASSES
};

/* Chooses classes as /LOG= says, e.g. "all", "+paging,-switch". False when a word of it is unknown; the known
 * ones are taken all the same. */
bool log_choose(const char *classes);

/* Which classes are on; only log_choose() changes it. */
extern bool log_on[LOG_CLASSES];

/* The class is on: for who has to compute before it can begin a line. */
static inline bool log_wanted(enum log_class class)
{
    return log_on[class];
}

/* For the two that begin a line. */
void log_open(const char *event);

/* Begins the line of what says more of an event, and is not counted: that a line was added to the log must
 * not move the clock. Otherwise as log_begin(). Inline, because most of them are off most of the time. */
static inline bool log_detail(enum log_class class, const char *event)
{
    if (!log_wanted(class))
        return false;
    log_open(event);
    return true;
}

/* Of events, written or not: log_events(). Only log_begin() changes it. */
extern uint64_t log_counted;

/* Counts the event (that is what the logical clock counts) and begins its line. False when the class is off:
 * then nothing else of the line may be written. */
static inline bool log_begin(enum log_class class, const char *event)
{
    log_counted++;
    return log_detail(class, event);
}

void log_word(const char *word);

/* A word that is written often, of up to LOG_CELL_BYTES bytes: as it is of one size, it is copied without a
 * look for its end. */
#define LOG_CELL_BYTES 20u
struct log_cell {
    char word[LOG_CELL_BYTES];
    uint32_t length;
};
#define LOG_CELL(text)                                                                                       \
    {                                                                                                        \
        text, sizeof(text) - 1                                                                               \
    }
void log_cell(const struct log_cell *cell);
void log_letters(char first, char second); /* a word of two */

void log_thread(uint32_t process, uint32_t thread);
void log_address(const char *key, uint32_t value); /* 8 hex digits; key NULL: the bare value */
void log_quad(const char *key, uint64_t value);    /* 16 hex digits */
void log_frame(const char *key, uint32_t number); /* 5 hex digits, above 4 GB more; frame numbers and slots */
void log_number(const char *key, uint32_t value); /* decimal */
void log_big(const char *key, uint64_t value);    /* decimal */
void log_signed(const char *key, int32_t value);  /* decimal, always with its sign */
void log_range(const char *key, uint32_t low, uint32_t high);
void log_object(const char *type, uint32_t number); /* Event:17 */
void log_handle(uint32_t handle);                   /* hex, 4 digits or more */
/* Quoted. A text that does not fit into its line is cut, and `...` stands behind the closing quote; what
 * follows has some 90 bytes left.
 * log_name(): a path or name in two parts. */
void log_text(const char *key, const char *text, uint32_t bytes);
void log_name(const char *key, const char *prefix, const char *name);
void log_raw(const char *text); /* as it is, without a space before it */
void log_raw_thread(uint32_t process, uint32_t thread);
void log_raw_number(uint32_t value);
void log_raw_frame(uint32_t number);
void log_raw_address(uint32_t value);
void log_end(void);

/* Where lines go from now on; COM1 until this is called. Before the first line, once. A device that fails is
 * given up: what it had and what it should have got come on COM1, and behind them a bugcheck. */
void log_to(const struct log_sink *sink);

/* What was written so far is outside when this returns. Not within a line. Called when the machine stops, and
 * when it has nothing to do but wait: a run that is then ended from outside has lost nothing. */
void log_flush(void);

/* The number of the line that log_end() wrote last. */
uint32_t log_lines(void);

/* Set by the debugger: log_stop() is called at the end of the line of that number, which `text` holds, ended
 * by 0; 0 never. */
extern uint32_t log_stop_at;
void log_stop(const char *text);

/* How many events there have been, written or not. */
static inline uint64_t log_events(void)
{
    return log_counted;
}

#endif
