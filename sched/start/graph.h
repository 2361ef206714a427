/*
 * The object picture: /GRAPH=NAME makes the event NAME in \BaseNamedObjects and a kernel thread, Graph, which
 * waits for it and then logs, as lines of the class graph, which processes, threads, views and handles there
 * are at that moment, and what they point to. It is before programs when several are ready.
 */
#ifndef SCHED_START_GRAPH_H
#define SCHED_START_GRAPH_H

#include <stdbool.h>

/* False when the name is empty or longer than 31 bytes. At start, once. */
bool graph_start(const char *name);

#endif
