/*
 * What the services of files do when the file is a pipe. Thread context; may wait. Objects stay the caller's.
 */
#ifndef SCHED_SERVICE_PIPE_H
#define SCHED_SERVICE_PIPE_H

#include "sched/object/pipe.h"
#include "sched/service/capture.h"
#include "sched/service/filename.h"
#include "sched/service/service_fileinfo.h"
#include "sched/service/services.h"

/* The name of a pipe, or "" of the folder of all, when the captured name leads there; else NULL. */
const char *pipe_name_at(const struct captured_name *name, const struct file_place *place);

/* Opens that: a client's end, or the folder. */
ntstatus pipe_open_captured(const char *name, uint32_t access, uint32_t options, struct file_object **out);

ntstatus pipe_read_file(struct pipe_end *end, const struct nt_read_file *a);
ntstatus pipe_write_file(struct pipe_end *end, const struct nt_write_file *a);
ntstatus pipe_flush_file(struct pipe_end *end);

/* FILE_PIPE_INFORMATION. */
struct pipe_modes {
    uint32_t read_mode, completion_mode; /* messages; does not wait */
};

/* FILE_PIPE_LOCAL_INFORMATION. */
struct pipe_local {
    uint32_t type, configuration, most, instances;
    uint32_t inbound_quota, unread, outbound_quota, room, state, side;
};

void pipe_tell_modes(const struct pipe_end *end, struct pipe_modes *out);
void pipe_tell_local(const struct pipe_end *end, struct pipe_local *out);

/* STATUS_INVALID_PARAMETER; STATUS_PIPE_BUSY while something waits at the end. The end is locked. */
ntstatus pipe_set_modes(struct pipe_end *end, const struct pipe_modes *modes);

/* NT's lock of a synchronous file object, which file_object_unlock() gives back. STATUS_USER_APC: the thread
 * is to end.
 */
ntstatus pipe_lock(struct pipe_end *end);

/* Of an end, or of the folder. */
ntstatus pipe_control_file(struct file_object *object, const struct nt_fs_control_file *a);

/* ---- between service_pipe.c and service_pipeio.c ---- */

/* A call on an end: one at a time on a synchronous one. STATUS_USER_APC: the thread is to end. */
ntstatus pipe_call_begin(struct pipe_end *end, struct file_completion *completion, uint32_t event);

/* It ends with `count` bytes, `data` of which go to `buffer`; what there was to read is gone even if they
 * cannot. STATUS_PENDING: it goes on by itself. */
ntstatus pipe_call_end(struct pipe_end *end, struct file_completion *completion, ntstatus status,
                       uint32_t count, struct pipe_data *data, uint32_t buffer);

/* Reads, waiting or leaving a request behind; then `completion` has no event any more. */
ntstatus pipe_call_read(struct pipe_end *end, struct file_completion *completion, uint32_t buffer,
                        uint32_t bytes, struct pipe_data *data);

/* Bytes of the program as an entry for a pipe; may be as many as PIPE_WRITE_MOST. */
ntstatus pipe_entry_capture(uint32_t from, uint32_t bytes, struct pipe_entry **out);

/* What waits when the call returns: the completion's event goes to it. NULL without memory. */
struct io_return *pipe_call_leave(struct pipe_end *end, struct file_completion *completion,
                                  enum pipe_work work, uint32_t buffer, uint32_t bytes);

#endif
