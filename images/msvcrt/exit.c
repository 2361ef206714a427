#include "exit.h"
#include "error.h"
#include "heap.h"
#include "lock.h"
#include "lowio.h"
#include "stdio_calls.h"
#include "stream.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { FIRST_ROOM = 32 };

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
