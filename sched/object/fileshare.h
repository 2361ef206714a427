/* Share access of files: see CreateFile's dwShareMode. */
#ifndef SCHED_FILESHARE_H
#define SCHED_FILESHARE_H

#include "sched/object/fileobject.h"

/* What of an access counts for sharing. */
bool file_wants_read(uint32_t access);
bool file_wants_write(uint32_t access);
bool file_wants_delete(uint32_t access);

/* May another opener with that access, who allows others that much, come in? */
bool file_share_allows(const struct file *file, uint32_t access, uint32_t allow);

/* Is it open for writing? Then no image may be made of it. */
bool file_is_written(const struct file *file);

/* Counts a file object (its access and share_access) in, or out. STATUS_SHARING_VIOLATION,
 * STATUS_INSUFFICIENT_RESOURCES. An opener for attributes only takes no part. */
ntstatus file_share_enter(struct file_object *object);
void file_share_leave(struct file_object *object);

#endif
