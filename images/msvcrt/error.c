#include "error.h"
#include "thread.h"
#include "win32.h"

#include <errno.h>
#include <string.h>
#include <wchar.h>

/* The text of errno n; what lies between has none. */
const char *ms_sys_errlist[44] = {
    [0] = "No error",
    [EPERM] = "Operation not permitted",
    [ENOENT] = "No such file or directory",
    [ESRCH] = "No such process",
    [EINTR] = "Interrupted function call",
    [EIO] = "Input/output error",
    [ENXIO] = "No such device or address",
    [E2BIG] = "Arg list too long",
    [ENOEXEC] = "Exec format error",
    [EBADF] = "Bad file descriptor",
    [ECHILD] = "No child processes",
    [EAGAIN] = "Resource temporarily unavailable",
    [ENOMEM] = "Not enough space",
    [EACCES] = "Permission denied",
    [EFAULT] = "Bad address",
    [15] = "Unknown error",
    [EBUSY] = "Resource device",
    [EEXIST] = "File exists",
    [EXDEV] = "Improper link",
    [ENODEV] = "No such device",
    [ENOTDIR] = "Not a directory",
    [EISDIR] = "Is a directory",
    [EINVAL] = "Invalid argument",
    [ENFILE] = "Too many open files in system",
    [EMFILE] = "Too many open files",
    [ENOTTY] = "Inappropriate I/O control operation",
    [26] = "Unknown error",
    [EFBIG] = "File too large",
    [ENOSPC] = "No space left on device",
    [ESPIPE] = "Invalid seek",
    [EROFS] = "Read-only file system",
    [EMLINK] = "Too many links",
    [EPIPE] = "Broken pipe",
    [EDOM] = "Domain error",
    [ERANGE] = "Result too large",
    [35] = "Unknown error",
    [MS_EDEADLOCK] = "Resource deadlock avoided",
    [37] = "Unknown error",
    [MS_ENAMETOOLONG] = "Filename too long",
    [MS_ENOLCK] = "No locks available",
    [MS_ENOSYS] = "Function not implemented",
    [MS_ENOTEMPTY] = "Directory not empty",
    [MS_EILSEQ] = "Illegal byte sequence",
    [43] = "Unknown error",
};
int ms_sys_nerr = 43;

static const struct {
    DWORD win32;
    int error;
} from_win32[] = {
    {ERROR_FILE_NOT_FOUND, ENOENT},      {ERROR_PATH_NOT_FOUND, ENOENT},
    {ERROR_TOO_MANY_OPEN_FILES, EMFILE}, {ERROR_ACCESS_DENIED, EACCES},
    {ERROR_INVALID_HANDLE, EBADF},       {ERROR_NOT_ENOUGH_MEMORY, ENOMEM},
    {ERROR_BAD_FORMAT, ENOEXEC},         {ERROR_INVALID_DRIVE, ENOENT},
    {ERROR_CURRENT_DIRECTORY, EACCES},   {ERROR_NOT_SAME_DEVICE, EXDEV},
    {ERROR_NO_MORE_FILES, ENOENT},       {ERROR_SHARING_VIOLATION, EACCES},
    {ERROR_LOCK_VIOLATION, EACCES},      {ERROR_BAD_NETPATH, ENOENT},
    {ERROR_FILE_EXISTS, EEXIST},         {ERROR_INVALID_PARAMETER, EINVAL},
    {ERROR_NO_PROC_SLOTS, EAGAIN},       {ERROR_BROKEN_PIPE, EPIPE},
    {ERROR_DISK_FULL, ENOSPC},           {ERROR_INVALID_NAME, EINVAL},
    {ERROR_NEGATIVE_SEEK, EINVAL},       {ERROR_DIR_NOT_EMPTY, MS_ENOTEMPTY},
    {ERROR_BAD_PATHNAME, ENOENT},        {ERROR_ALREADY_EXISTS, EEXIST},
    {ERROR_BAD_EXE_FORMAT, ENOEXEC},     {ERROR_FILENAME_EXCED_RANGE, ENOENT},
    {ERROR_DIRECTORY, EINVAL},
};

int fail(int error)
{
    struct thread *thread = thread_current();
    thread->newlib._errno = error;
    thread->dos_error = 0;
    return -1;
}

int missing(const void *pointer)
{
    if (!pointer)
        fail(EINVAL);
    return !pointer;
}

int fail_win32(void)
{
    DWORD win32 = GetLastError();
    int error = EINVAL;
    for (size_t i = 0; i < sizeof from_win32 / sizeof *from_win32; i++)
        if (from_win32[i].win32 == win32)
            error = from_win32[i].error;
    fail(error);
    thread_current()->dos_error = win32;
    return -1;
}

static int of_newlib(int error)
{
    switch (error) {
    case EDEADLK:
        return MS_EDEADLOCK;
    case ENAMETOOLONG:
        return MS_ENAMETOOLONG;
    case ENOLCK:
        return MS_ENOLCK;
    case ENOSYS:
        return MS_ENOSYS;
    case ENOTEMPTY:
        return MS_ENOTEMPTY;
    case EOVERFLOW:
        return ERANGE;
    case EILSEQ:
        return MS_EILSEQ;
    }
    return error;
}

/* Newlib's own functions leave Newlib's numbers; a program sees errno only through here. What it writes
 * itself are its own numbers, some of which Newlib has for others (138: ETIMEDOUT, EILSEQ): so it is another
 * word, which takes over what has come since it looked last. */
int *ms_errno(void)
{
    struct thread *thread = thread_current();
    if (thread->newlib._errno)
        thread->error = of_newlib(thread->newlib._errno);
    thread->newlib._errno = 0;
    return &thread->error;
}

uint32_t *__doserrno(void)
{
    return &thread_current()->dos_error;
}

const char *error_text(int error)
{
    return ms_sys_errlist[error >= 0 && error < ms_sys_nerr ? error : ms_sys_nerr];
}

char *ms_strerror(int error)
{
    return strcpy(thread_current()->text, error_text(error));
}

/* "PREFIX: text of errno\n". */
char *ms__strerror(const char *prefix)
{
    char *text = thread_current()->text;
    text[0] = 0;
    if (prefix && *prefix) {
        strncat(text, prefix, 80);
        strcat(text, ": ");
    }
    strcat(text, error_text(*ms_errno()));
    return strcat(text, "\n");
}

static wchar_t *widen(const char *text)
{
    wchar_t *wide = thread_current()->wide_text;
    size_t i = 0;
    do
        wide[i] = (unsigned char)text[i];
    while (text[i++]);
    return wide;
}

wchar_t *_wcserror(int error)
{
    return widen(error_text(error));
}

int _get_errno(int *error)
{
    *error = *ms_errno();
    return 0;
}

int _set_errno(int error)
{
    errno = error;
    return 0;
}
