/*
 * What a file object may stand for beside a file: a device that takes and gives bytes. The console and NUL.
 */
#ifndef SCHED_DEVICE_H
#define SCHED_DEVICE_H

#include <stdint.h>

struct device {
    const char *name;                             /* for the log */
    uint32_t type;                                /* NT's FILE_DEVICE_ number */
    uint32_t (*read)(char *bytes, uint32_t room); /* 0: the end of input */
    void (*write)(const char *bytes, uint32_t count);
};

extern const struct device console_device;

/* The device that an NT path names ("\??\CON", "\??\NUL"), without regard to case; NULL if it names none. */
const struct device *device_of_path(const char *nt_path);

#endif
