/*
 * What a file object may stand for beside a file: a device that takes and gives bytes. The console and NUL;
 * pipes (pipe.h), which are read and written by services of their own.
 */
#ifndef SCHED_DEVICE_H
#define SCHED_DEVICE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"

struct file_object;
struct waitable;
struct device_object;

struct device {
    const char *name;                                 /* for the log */
    uint32_t type;                                    /* NT's FILE_DEVICE_ number */
    uint32_t (*read)(char *bytes, uint32_t room);     /* 0: the end of input. NULL: nothing
                                                         is read there */
    void (*write)(const char *bytes, uint32_t count); /* NULL: nothing is written there */
    bool can_be_waited_for;                           /* it sets file_object.done */
    struct waitable *(*waitable)(void); /* or this gives what is waited for; NULL: it cannot be */
    ntstatus (*await)(void); /* waits until a read would not; the status of its caller. NULL: none does */
    void (*closed)(
        struct file_object *object); /* its last handle was closed, or it goes without having had one: so
                                        maybe twice. May wait. NULL: nothing is to be done */
    void (*told)(const struct device *device);  /* fields of its own in the object+ line; may be NULL */
    void (*gone)(struct device_object *object); /* frees it, of one that does not stay for good */
};

extern const struct device null_device;

/* The two ends of the console, each a way only. */
extern const struct device console_input, console_output;

/* Of the names of the console: it is opened as one of the two. */
extern const struct device console_device;

/* Is it an end of the console? */
bool device_is_console(const struct device *device);

/* Of the volume, which no file object stands for: behind its name there are files. */
extern const struct device volume_device;

#endif
