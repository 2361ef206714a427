/*
 * Names of files as NT's kernel has them: the device of the volume and the path on it, without a drive
 * letter.
 */
#ifndef SCHED_DEVICENAME_H
#define SCHED_DEVICENAME_H

#include <stdint.h>
#include "firmware/status.h"
#include "storage/file.h"

#define DEVICE_OF_VOLUME "\\Device\\HarddiskVolume1" /* C: */

/* Such a name in memory, as UTF-16. */
struct device_name {
    uint16_t *units; /* pool, NUL behind it */
    uint32_t bytes;  /* without the NUL */
};

/* STATUS_INSUFFICIENT_RESOURCES. */
ntstatus device_name_make(const struct file *file, struct device_name *name);
/* Any name of the name space, in two parts. */
ntstatus device_name_join(const char *first, const char *second, struct device_name *name);
void device_name_free(struct device_name *name);

/* As a UNICODE_STRING (of zeros without units) at the user address `out`, its characters behind it; `room`
 * bytes in all, and how many it takes goes to `returned` (0: nowhere). `too_small` if it takes more. May
 * wait. */
ntstatus device_name_give(const struct device_name *name, uint32_t out, uint32_t room, uint32_t returned,
                          ntstatus too_small);

#endif
