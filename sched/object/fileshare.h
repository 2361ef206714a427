/* Share access of the files of the volume: sharecount.h says who may come in. */
#ifndef SCHED_FILESHARE_H
#define SCHED_FILESHARE_H

#include "sched/object/fileobject.h"
#include "sched/object/sharecount.h"

/* May another opener with that access, who allows others that much, come in? */
bool file_share_allows(const struct file *file, uint32_t access, uint32_t allow);

/* Is it open for writing? Then no image may be made of it. */
bool file_is_written(const struct file *file);

/* Counts a file object (its access and share_access) in, or out. STATUS_SHARING_VIOLATION,
 * STATUS_INSUFFICIENT_RESOURCES. An opener for attributes only takes no part. */
ntstatus file_share_enter(struct file_object *object);
void file_share_leave(struct file_object *object);

#endif
