/*
 * Ends that nobody wished for: abort, assertions, errors of the run-time library.
 */
#include "exit.h"
#include "error.h"
#include "lowio.h"
#include "signals.h"
#include "stdio_calls.h"
#include "stream.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { ABORT_CODE = 3, RUNTIME_ERROR_CODE = 255 };

/* Straight to the handle: the streams may be what is broken. */
static void say(const char *text)
{
    struct descriptor *error = descriptor_of(2);
    DWORD done;
    if (error)
        WriteFile(error->handle, text, strlen(text), &done, NULL);
}

/* Windows's own wording. A handler of SIGABRT that returns changes nothing. */
void ms_abort(void)
{
    say("\r\nThis application has requested the Runtime to terminate it in an unusual way.\r\n"
        "Please contact the application's support team for more information.\r\n");
    ms_raise(MS_SIGABRT);
    ms__exit(ABORT_CODE);
}

void _amsg_exit(int number)
{
    char text[40];
    _snprintf(text, sizeof text, "\r\nruntime error R60%02d\r\n", number);
    say(text);
    ms__exit(RUNTIME_ERROR_CODE);
}

void ms__assert(const char *expression, const char *file, unsigned line)
{
    ms_fflush(STDOUT);
    ms_fprintf(STDERR, "Assertion failed: %s, file %s, line %d\n", expression, file, line);
    ms_fflush(STDERR);
    ms_abort();
}

void _wassert(const wchar_t *expression, const wchar_t *file, unsigned line)
{
    ms_fflush(STDOUT);
    ms_fprintf(STDERR, "Assertion failed: %ls, file %ls, line %d\n", expression, file, line);
    ms_fflush(STDERR);
    ms_abort();
}

void _purecall(void)
{
    _amsg_exit(25);
}

/* Where messages go; they go to stderr whatever is said. */
int _set_error_mode(int mode)
{
    static int current;
    int old = current;
    if (mode >= 0 && mode <= 2)
        current = mode;
    return old;
}

/* A mistake in a call that the library checks. Nothing here raises one, so the handler is only kept. */
static void *invalid_parameter;

void *_set_invalid_parameter_handler(void *handler)
{
    void *old = invalid_parameter;
    invalid_parameter = handler;
    return old;
}

void *_get_invalid_parameter_handler(void)
{
    return invalid_parameter;
}
