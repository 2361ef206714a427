#include "exit.h"
#include "error.h"
#include "heap.h"
#include "lock.h"
#include "lowio.h"
#include "signals.h"
#include "stdio_calls.h"
#include "stream.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { ABORT_CODE = 3, RUNTIME_ERROR_CODE = 255, FIRST_ROOM = 32 };

typedef int (*onexit_function)(void);

/* The functions of _onexit and atexit, last in, first out; a table that __dllonexit's callers have of their
 * own looks the same. */
static onexit_function *exit_begin, *exit_end;
static int terminated;

/* Makes room for one more; msvcrt's own table is [begin, end) in a block whose _msize tells how far it may
 * grow. */
onexit_function __dllonexit(onexit_function function, onexit_function **begin, onexit_function **end)
{
    size_t used = *begin ? *end - *begin : 0;
    size_t room = *begin ? _msize(*begin) / sizeof *begin : 0;
    if (used == room) {
        onexit_function *grown = realloc(*begin, (room ? room * 2 : FIRST_ROOM) * sizeof *grown);
        if (!grown)
            return NULL;
        *begin = grown;
        *end = grown + used;
    }
    *(*end)++ = function;
    return function;
}

onexit_function _onexit(onexit_function function)
{
    _lock(LOCK_ONEXIT);
    onexit_function registered = __dllonexit(function, &exit_begin, &exit_end);
    _unlock(LOCK_ONEXIT);
    return registered;
}

int ms_atexit(void (*function)(void))
{
    return _onexit((onexit_function)function) ? 0 : -1;
}

/* A function that is called may register another, which is then the next. */
static void call_exit_functions(void)
{
    while (exit_end > exit_begin) {
        onexit_function function = *--exit_end;
        if (function)
            function();
    }
}

void _cexit(void)
{
    if (terminated)
        return;
    _lock(LOCK_ONEXIT);
    call_exit_functions();
    terminated = 1;
    stream_flush_all();
    _unlock(LOCK_ONEXIT);
}

void _c_exit(void)
{
    terminated = 1;
}

void ms_exit(int code)
{
    _cexit();
    ExitProcess(code);
}

void ms__exit(int code)
{
    _c_exit();
    ExitProcess(code);
}

/* After exit or _exit nothing is left to do. Other threads may have been ended inside a call, so no lock of a
 * stream is taken. */
void exit_detach(void)
{
    if (!terminated)
        stream_flush_all();
}

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
