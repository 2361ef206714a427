#include "signals.h"
#include "error.h"
#include "exit.h"
#include "lock.h"
#include "thread.h"
#include "win32.h"

#include <errno.h>
#include <stdint.h>

typedef void (*handler)(int);
#define HANDLE_DEFAULT ((handler)0)
#define HANDLE_IGNORE  ((handler)1)
#define HANDLE_GET     ((handler)2)
#define HANDLE_ERROR   ((handler)-1)

enum { RAISED_CODE = 3, EXCEPTION_CONTINUE_SEARCH = 0, EXCEPTION_CONTINUE_EXECUTION = -1 };

static handler handlers[MS_SIGNALS];

static int is_signal(int number)
{
    switch (number) {
    case MS_SIGINT:
    case MS_SIGILL:
    case MS_SIGFPE:
    case MS_SIGSEGV:
    case MS_SIGTERM:
    case MS_SIGBREAK:
    case MS_SIGABRT:
        return 1;
    default:
        return 0;
    }
}

/* Takes the handler out: it serves once. */
static handler take(int number)
{
    _lock(LOCK_SIGNALS);
    handler taken = handlers[number];
    if (taken != HANDLE_IGNORE)
        handlers[number] = HANDLE_DEFAULT;
    _unlock(LOCK_SIGNALS);
    return taken;
}

/* Control-C and control-break come on a thread of their own. */
static BOOL STDCALL console_control(DWORD kind)
{
    handler taken = take(kind == 0 ? MS_SIGINT : MS_SIGBREAK);
    if (taken == HANDLE_DEFAULT)
        return 0;
    if (taken != HANDLE_IGNORE)
        taken(kind == 0 ? MS_SIGINT : MS_SIGBREAK);
    return 1;
}

handler ms_signal(int number, handler wanted)
{
    static int listening;
    if (!is_signal(number) || wanted == HANDLE_ERROR) {
        fail(EINVAL);
        return HANDLE_ERROR;
    }
    _lock(LOCK_SIGNALS);
    handler old = handlers[number];
    if (wanted != HANDLE_GET)
        handlers[number] = wanted;
    if ((number == MS_SIGINT || number == MS_SIGBREAK) && wanted != HANDLE_DEFAULT && !listening)
        listening = SetConsoleCtrlHandler(console_control, 1);
    _unlock(LOCK_SIGNALS);
    return old;
}

int ms_raise(int number)
{
    if (!is_signal(number))
        return fail(EINVAL);
    handler taken = take(number);
    if (taken == HANDLE_DEFAULT)
        ms__exit(RAISED_CODE);
    if (taken != HANDLE_IGNORE)
        taken(number);
    return 0;
}

static const struct {
    uint32_t code;
    int number;
    int fp_code; /* what a handler of SIGFPE gets as its second argument */
} exceptions[] = {
    {0xc0000005, MS_SIGSEGV, 0},   {0xc000001d, MS_SIGILL, 0},    {0xc0000096, MS_SIGILL, 0},
    {0xc000008d, MS_SIGFPE, 0x82}, {0xc000008e, MS_SIGFPE, 0x83}, {0xc000008f, MS_SIGFPE, 0x86},
    {0xc0000090, MS_SIGFPE, 0x81}, {0xc0000091, MS_SIGFPE, 0x84}, {0xc0000092, MS_SIGFPE, 0x8a},
    {0xc0000093, MS_SIGFPE, 0x85},
};

static void call_handler(handler taken, int i, void *pointers)
{
    struct thread *thread = thread_current();
    void *outer = thread->exception;
    thread->exception = pointers;
    thread->fp_code = exceptions[i].fp_code;
    ((void (*)(int, int))(void *)taken)(exceptions[i].number, exceptions[i].fp_code);
    thread->exception = outer;
}

/* The filter around main: an exception that is a signal goes to its handler, any other to the system. */
int _XcptFilter(uint32_t code, void *pointers)
{
    for (unsigned i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if (exceptions[i].code != code)
            continue;
        handler taken = take(exceptions[i].number);
        if (taken == HANDLE_IGNORE)
            return EXCEPTION_CONTINUE_EXECUTION;
        if (taken == HANDLE_DEFAULT)
            break;
        call_handler(taken, i, pointers);
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    return UnhandledExceptionFilter(pointers);
}

/* The same, for code that was compiled as C++ and lets its own exceptions pass. */
int __CppXcptFilter(uint32_t code, void *pointers)
{
    enum { CPP_EXCEPTION = (int)0xe06d7363 };
    return code == (uint32_t)CPP_EXCEPTION ? _XcptFilter(code, pointers) : EXCEPTION_CONTINUE_SEARCH;
}
