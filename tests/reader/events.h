/*
 * The events of docs/log-format.md, each with its class, its form and the function that follows it.
 */
#ifndef READER_EVENTS_H
#define READER_EVENTS_H

#include "line.h"

enum class {
    CLASS_ALWAYS,
    CLASS_PROCESS,
    CLASS_SWITCH,
    CLASS_FAULT,
    CLASS_IMAGE,
    CLASS_EXCEPTION,
    CLASS_OBJECT,
    CLASS_CONSOLE,
    CLASS_UNIMPLEMENTED,
    CLASS_REFUSAL,
    CLASS_DRIVER,
    CLASS_DEFAULTS,
    CLASS_WAIT = CLASS_DEFAULTS,
    CLASS_HANDLE,
    CLASS_SERVICE,
    CLASS_SECTION,
    CLASS_VAD,
    CLASS_CHARGE,
    CLASS_FRAME,
    CLASS_PTE,
    CLASS_TABLE,
    CLASS_STACK,
    CLASS_PAGING,
    CLASS_POOL,
    CLASS_SPACE,
    CLASS_GRAPH,
    CLASS_PCI,
    CLASSES
};

/* The event of this name, or NULL. */
const struct event *event_find(const char *name, unsigned length);

/* All events: event_count of them. */
const struct event *event_at(unsigned index);
unsigned event_count(void);

/*
 * The classes that are on, one bit for each, as the switches of the first line say: the last /LOG= counts.
 * `switches` is the text of boot=, its %HH still in it.
 */
unsigned classes_of(const char *switches, unsigned length);

#endif
