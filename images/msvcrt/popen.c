/* A command at the other end of a pipe: _popen and _pclose. */
#include "data.h"
#include "error.h"
#include "lock.h"
#include "lowio.h"
#include "path.h"
#include "process.h"
#include "shell.h"
#include "stream.h"

#include <errno.h>
#include <stdlib.h>

struct stream *ms_fdopen(int fd, const char *mode);

struct child {
    struct child *next;
    struct stream *stream;
    HANDLE process;
};

static struct child *children; /* LOCK_CHILDREN */

static void remember(struct child *child, struct stream *stream, HANDLE process)
{
    _lock(LOCK_CHILDREN);
    *child = (struct child){children, stream, process};
    children = child;
    _unlock(LOCK_CHILDREN);
}

/* The process behind a stream, which is forgotten; null: there is none. */
static HANDLE forget(struct stream *stream)
{
    HANDLE process = NULL;
    _lock(LOCK_CHILDREN);
    for (struct child **at = &children; *at; at = &(*at)->next)
        if ((*at)->stream == stream) {
            struct child *child = *at;
            process = child->process;
            *at = child->next;
            free(child);
            break;
        }
    _unlock(LOCK_CHILDREN);
    return process;
}

/* A pipe: *ours no child gets, for its other end would never see the last one go; *theirs this one does. */
static int pipe_make(int reading, HANDLE *ours, HANDLE *theirs)
{
    HANDLE read, write;
    if (!CreatePipe(&read, &write, NULL, 0))
        return fail_win32();
    HANDLE theirs_alone = reading ? write : read;
    *ours = reading ? read : write;
    if (!DuplicateHandle(GetCurrentProcess(), theirs_alone, GetCurrentProcess(), theirs, 0, 1,
                         DUPLICATE_SAME_ACCESS)) {
        fail_win32();
        *theirs = NULL;
        CloseHandle(*ours);
    }
    CloseHandle(theirs_alone);
    return *theirs ? 0 : -1;
}

/* A stream on our end; it owns the handle, also when it comes to nothing. */
static struct stream *stream_make(HANDLE ours, int reading, wchar_t kind)
{
    int text = kind == 't' || (kind != 'b' && !(_fmode & OPEN_BINARY));
    int fd = descriptor_new(ours, (text ? FD_TEXT : 0) | FD_NOINHERIT);
    if (fd < 0) {
        CloseHandle(ours);
        return NULL;
    }
    struct stream *stream = ms_fdopen(fd, reading ? "r" : "w");
    if (!stream)
        _close(fd);
    return stream;
}

static struct stream *open_child(struct child *child, const wchar_t *command, int reading, wchar_t kind)
{
    HANDLE ours = NULL, theirs = NULL;
    if (pipe_make(reading, &ours, &theirs) < 0)
        return NULL;
    struct stream *stream = stream_make(ours, reading, kind);
    HANDLE process = stream ? shell_start(command, reading ? NULL : theirs, reading ? theirs : NULL) : NULL;
    CloseHandle(theirs);
    if (process) {
        remember(child, stream, process);
        return stream;
    }
    int reason = *ms_errno();
    if (stream)
        ms_fclose(stream);
    fail(reason);
    return NULL;
}

/* Null for a mistake (EINVAL), for want of an interpreter (ENOENT), of a stream (EMFILE), of memory. */
struct stream *ms_wpopen(const wchar_t *command, const wchar_t *mode)
{
    if (!command || !mode || (*mode != 'r' && *mode != 'w')) {
        fail(EINVAL);
        return NULL;
    }
    struct child *child = malloc(sizeof *child);
    if (!child) {
        fail(ENOMEM);
        return NULL;
    }
    struct stream *stream = open_child(child, command, *mode == 'r', mode[1]);
    if (!stream)
        free(child);
    return stream;
}

/* Both texts are there. */
static struct stream *open_narrow(const char *command, const char *mode)
{
    wchar_t *wide_command = text_widen(command), *wide_mode = text_widen(mode);
    struct stream *stream = NULL;
    if (wide_command && wide_mode)
        stream = ms_wpopen(wide_command, wide_mode);
    else
        fail(ENOMEM);
    free(wide_command);
    free(wide_mode);
    return stream;
}

struct stream *ms_popen(const char *command, const char *mode)
{
    return command && mode ? open_narrow(command, mode) : ms_wpopen(NULL, NULL);
}

/* The exit code of the command, when it has ended; -1 for a stream that no command is behind. */
int ms_pclose(struct stream *stream)
{
    HANDLE process = stream ? forget(stream) : NULL;
    if (!process)
        return fail(stream ? ECHILD : EINVAL);
    ms_fclose(stream);
    return (int)process_await(process);
}
