/*
 * Where the log goes: COM1 (log.c), or a device that takes many lines at a time (virtioconsole.h). The bytes
 * are the same.
 */
#ifndef FIRMWARE_LOGSINK_H
#define FIRMWARE_LOGSINK_H

#include <stdbool.h>
#include <stdint.h>

struct log_sink {
    /* Writes whole lines out, at most LOG_BUFFER_BYTES, and returns when they are. False when the device does
     * not take them within some seconds. Any context, also within a bugcheck: it may neither wait for a
     * thread nor fault, nor write lines of its own. */
    bool (*write)(const char *bytes, uint32_t count);
    bool gathers; /* lines are kept until there are many: one write for each costs too much */
};

#define LOG_BUFFER_BYTES 32768u

#endif
