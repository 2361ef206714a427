/* errno with msvcrt's numbers. */
#ifndef MSVCRT_ERROR_H
#define MSVCRT_ERROR_H

/* Up to ERANGE (34) Newlib and msvcrt number alike; these differ, and this DLL sets only msvcrt's. */
enum {
    MS_EDEADLOCK = 36,
    MS_ENAMETOOLONG = 38,
    MS_ENOLCK = 39,
    MS_ENOSYS = 40,
    MS_ENOTEMPTY = 41,
    MS_EILSEQ = 42,
    MS_STRUNCATE = 80,
};

/* Sets errno and _doserrno. Returns -1, so that a caller can end with it. */
int fail(int error);

/* The same from GetLastError(). */
int fail_win32(void);

/* Is it null? Then errno is EINVAL: msvcrt takes a missing argument for a mistake, not for a reason to end
 * the program. */
int missing(const void *pointer);

/* errno as a program sees it. */
int *ms_errno(void);

/* The text of an error number; for one that has none, the text that says so. */
const char *error_text(int error);

#endif
