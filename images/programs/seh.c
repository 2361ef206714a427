/*
 * Frame handlers, written out as a compiler would: who is asked, with which flags, and who cleans up. Each
 * line is one experiment and what the handlers saw:
 *   b?  handler b was asked      b~  it cleans up      *  EXCEPTION_NESTED_CALL      x  EXCEPTION_EXIT_UNWIND
 *   !   caught here              .   the program went on where it was
 * NOT and what ought to stand there follow a line that is otherwise. The same under Windows.
 */
#include <malloc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define OURS   0xe0000001u
#define SECOND 0xe0000002u

/* ntstatus.h has them, which gets in the way of windows.h */
#define BAD_STACK             0xc0000028u
#define INVALID_UNWIND_TARGET 0xc0000029u

struct frame;
typedef EXCEPTION_DISPOSITION answer(EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context);

/* On the stack, as the dispatcher demands. `back` is where the owner catches. */
struct frame {
    struct frame *next;
    void *handler;
    char name;
    answer *asked, *unwound;
    void *back[5];
};

static char trace[160];
static DWORD caught_code, inner_code, caught_flags;
static int not_so;

static void say(const char *text)
{
    strncat(trace, text, sizeof trace - strlen(trace) - 1);
}

static void check(const char *what, const char *expected)
{
    bool same = strcmp(trace, expected) == 0;
    printf("%-22s %s%s%s\n", what, trace, same ? "" : "  NOT ", same ? "" : expected);
    not_so += !same;
    trace[0] = 0;
}

static void check_code(const char *what, DWORD code, DWORD expected)
{
    char text[12];
    snprintf(text, sizeof text, "%08lx", code);
    say(text);
    snprintf(text, sizeof text, "%08lx", expected);
    check(what, text);
}

static EXCEPTION_DISPOSITION handler(EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context,
                                     void *dispatcher)
{
    bool unwinding = record->ExceptionFlags & (EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND);
    const char text[] = {frame->name, unwinding ? '~' : '?', 0};
    (void)dispatcher;
    say(text);
    say(record->ExceptionFlags & EXCEPTION_NESTED_CALL ? "*" : "");
    say(record->ExceptionFlags & EXCEPTION_EXIT_UNWIND ? "x" : "");
    answer *act = unwinding ? frame->unwound : frame->asked;
    return act ? act(record, frame, context) : ExceptionContinueSearch;
}

static struct frame *innermost(void)
{
    return (struct frame *)__readfsdword(0);
}

static void set_chain(void *frame)
{
    __writefsdword(0, (DWORD)frame);
}

static void enter(struct frame *frame, char name, answer *asked, answer *unwound)
{
    frame->next = innermost();
    frame->handler = handler;
    frame->name = name;
    frame->asked = asked;
    frame->unwound = unwound;
    set_chain(frame);
}

/* ---- what handlers do ---- */

static EXCEPTION_DISPOSITION go_on(EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context)
{
    (void)frame, (void)context;
    return record->ExceptionCode == OURS ? ExceptionContinueExecution : ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION nonsense(EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context)
{
    (void)frame, (void)context;
    return record->ExceptionCode == OURS ? 7 : ExceptionContinueSearch;
}

static void jump(struct frame *frame)
{
    __builtin_longjmp(frame->back, 1);
}

/* What __except does: the frames inside this one clean up, then it goes on behind the block. */
static EXCEPTION_DISPOSITION catch (EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context)
{
    (void)context;
    caught_code = record->ExceptionCode;
    caught_flags = record->ExceptionFlags;
    inner_code = record->ExceptionRecord ? record->ExceptionRecord->ExceptionCode : 0;
    RtlUnwind(frame, NULL, record, 0);
    say("!");
    jump(frame);
    return ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION catch_exit(EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context)
{
    (void)record, (void)context;
    say("!");
    jump(frame);
    return ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION raise_second(EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context)
{
    (void)frame, (void)context;
    if (record->ExceptionCode == OURS)
        RaiseException(SECOND, 0, 0, NULL);
    return ExceptionContinueSearch;
}

static struct frame *outer;

static EXCEPTION_DISPOSITION unwind_further(EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context)
{
    (void)record, (void)frame, (void)context;
    RtlUnwind(outer, NULL, NULL, 0);
    say("!");
    jump(outer);
    return ExceptionContinueSearch;
}

static EXCEPTION_DISPOSITION mend(EXCEPTION_RECORD *record, struct frame *frame, CONTEXT *context)
{
    (void)record, (void)frame;
    context->Eax = (DWORD)&not_so;
    return ExceptionContinueExecution;
}

/* ---- experiments ---- */

static void raise_ours(void)
{
    RaiseException(OURS, 0, 0, NULL);
    say(".");
}

/* Three frames around `body`, the innermost is c. Comes back with the chain as it was. */
struct three {
    answer *asked[3], *unwound[3];
};

static void within(const struct three *of, void (*body)(void))
{
    struct frame a, b, c;
    struct frame *before = innermost();
    enter(&a, 'a', of->asked[0], of->unwound[0]);
    outer = &a;
    if (__builtin_setjmp(a.back) == 0) {
        enter(&b, 'b', of->asked[1], of->unwound[1]);
        if (__builtin_setjmp(b.back) == 0) {
            enter(&c, 'c', of->asked[2], of->unwound[2]);
            body();
        }
    }
    set_chain(before);
}

static void read_nothing(void)
{
    DWORD at = 0x10, value;
    __asm__ volatile("movl (%1), %0" : "=r"(value) : "a"(at));
    say(value == (DWORD)not_so ? "." : "wrong value");
}

static void raise_finally(void)
{
    RaiseException(OURS, EXCEPTION_NONCONTINUABLE, 0, NULL);
}

static void exit_unwind(void)
{
    RtlUnwind(NULL, NULL, NULL, 0);
}

static void unwind_to_no_frame(void)
{
    char *between = (char *)innermost() + 4;
    RtlUnwind(between, NULL, NULL, 0);
}

static void frames(void)
{
    within(&(struct three){.asked = {catch}}, raise_ours);
    check("caught outside", "c?b?a?c~b~!");
    within(&(struct three){.asked = {NULL, go_on}}, raise_ours);
    check("went on", "c?b?.");
    within(&(struct three){.asked = {NULL, mend}}, read_nothing);
    check("mended and went on", "c?b?.");
    within(&(struct three){.asked = {catch, raise_second}}, raise_ours);
    check("raised in a handler", "c?b?c?*b?*a?c~b~!");
    check_code("  caught as", caught_code, SECOND);
    within(&(struct three){.asked = {catch, catch}, .unwound = {NULL, NULL, raise_second}}, raise_ours);
    check("raised while unwinding", "c?b?c~c?b?!");
    within(&(struct three){.asked = {catch, catch}, .unwound = {NULL, NULL, unwind_further}}, raise_ours);
    check("unwind in an unwind", "c?b?c~b~!");
    within(&(struct three){.unwound = {catch_exit}}, exit_unwind);
    check("exit unwind", "c~xb~xa~x!");
}

static void refusals(void)
{
    within(&(struct three){.asked = {catch, go_on}}, raise_finally);
    check("went on, may not", "c?b?c?b?a?c~b~!");
    check_code("  caught as", caught_code, (DWORD)STATUS_NONCONTINUABLE_EXCEPTION);
    check_code("  about", inner_code, OURS);
    within(&(struct three){.asked = {catch, NULL, nonsense}}, raise_ours);
    check("no such answer", "c?c?b?a?c~b~!");
    check_code("  caught as", caught_code, (DWORD)STATUS_INVALID_DISPOSITION);
    within(&(struct three){.asked = {catch}}, unwind_to_no_frame);
    check("unwind past its target", "c~b?a?b~!");
    check_code("  caught as", caught_code, INVALID_UNWIND_TARGET);
}

/* ---- vectored handlers ---- */

static LONG CALLBACK vectored_search(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    say("V");
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK vectored_go_on(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    say("W");
    return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG CALLBACK continue_search(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    say("K");
    return EXCEPTION_CONTINUE_SEARCH;
}

static LONG CALLBACK continue_go_on(EXCEPTION_POINTERS *pointers)
{
    (void)pointers;
    say("L");
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void vectored(void)
{
    void *search = AddVectoredExceptionHandler(0, vectored_search);
    void *later = AddVectoredContinueHandler(0, continue_search);
    void *last = AddVectoredContinueHandler(0, continue_search);
    void *middle = AddVectoredContinueHandler(1, continue_search);
    within(&(struct three){.asked = {NULL, go_on}}, raise_ours);
    check("continue handlers", "Vc?b?KKK.");
    within(&(struct three){.asked = {catch}}, raise_ours);
    check("not when caught", "Vc?b?a?c~b~!");
    void *go = AddVectoredExceptionHandler(0, vectored_go_on);
    RemoveVectoredContinueHandler(last);
    void *end = AddVectoredContinueHandler(1, continue_go_on);
    within(&(struct three){.asked = {catch}}, raise_ours);
    check("the first ends it", "VWL.");
    say(RemoveVectoredExceptionHandler(end) ? "removed " : "kept ");
    say(RemoveVectoredContinueHandler(go) ? "removed" : "kept");
    check("by the other's name", "kept kept");
    RemoveVectoredExceptionHandler(search), RemoveVectoredExceptionHandler(go);
    RemoveVectoredContinueHandler(later), RemoveVectoredContinueHandler(middle);
    RemoveVectoredContinueHandler(end);
}

/* ---- contexts ---- */

static void captured(void)
{
    static volatile int rounds;
    CONTEXT context;
    rounds = 0;
    RtlCaptureContext(&context);
    say(++rounds == 1 ? "1" : "2");
    if (rounds == 1) {
        typedef LONG WINAPI go(CONTEXT *, BOOLEAN);
        ((go *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtContinue"))(&context, FALSE);
    }
    check("captured, gone back to", "12");
}

/* Without the extended registers a CONTEXT may end before them: here nothing lies behind. */
static DWORD WINAPI never_runs(void *unused)
{
    return (DWORD)unused;
}

static CONTEXT *short_context(void)
{
    char *page = VirtualAlloc(NULL, 0x2000, MEM_RESERVE, PAGE_READWRITE);
    VirtualAlloc(page, 0x1000, MEM_COMMIT, PAGE_READWRITE);
    return (CONTEXT *)(page + 0x1000 - offsetof(CONTEXT, ExtendedRegisters));
}

static void in_part(void)
{
    CONTEXT *context = short_context();
    HANDLE thread = CreateThread(NULL, 0, never_runs, NULL, CREATE_SUSPENDED, NULL);
    context->ContextFlags = CONTEXT_INTEGER;
    context->Eax = context->Eip = context->FloatSave.ControlWord = 0x4242;
    say(GetThreadContext(thread, context) ? "had " : "refused ");
    say(context->Eip == 0x4242 && context->FloatSave.ControlWord == 0x4242 ? "as asked " : "more ");
    say(context->Eax != 0x4242 ? "with eax " : "without eax ");
    say(SetThreadContext(thread, context) ? "set" : "refused");
    check("a context in part", "had as asked with eax set");
    context->ContextFlags = CONTEXT_INTEGER | CONTEXT_EXTENDED_REGISTERS;
    say(GetThreadContext(thread, context) ? "had " : "refused ");
    say(GetLastError() == ERROR_NOACCESS ? "no access" : "otherwise");
    check("and with no room", "refused no access");
    TerminateThread(thread, 0);
    CloseHandle(thread);
}

/* ---- a stack that is used up ---- */

/* Goes down a page at a time and stands at its very bottom: what is left of the last page is no room for
 * anybody. */
static void use_up(void)
{
    __asm__ volatile("1:\tmovl %%esp, %%eax\n\tandl $0xfff, %%eax\n\tsubl %%eax, %%esp\n\t"
                     "subl $0xfc0, %%esp\n\tmovl $0, (%%esp)\n\tjmp 1b"
                     :
                     :
                     : "eax", "memory", "cc");
}

static DWORD WINAPI twice_too_deep(void *unused)
{
    (void)unused;
    for (int i = 0; i < 2; i++) {
        within(&(struct three){.asked = {catch}}, use_up);
        check("stack used up", "c?b?a?c~b~!");
        check_code("  caught as", caught_code, (DWORD)STATUS_STACK_OVERFLOW);
        say(_resetstkoflw() ? "there" : "not there");
        check("  its guard again", "there");
    }
    return 0;
}

static void stack_overflow(void)
{
    HANDLE thread =
        CreateThread(NULL, 0x10000, twice_too_deep, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}

/* ---- ends: each in a process of its own ---- */

static LONG filter_answer;

static LONG WINAPI filter(EXCEPTION_POINTERS *pointers)
{
    printf("  the filter sees %lx\n", pointers->ExceptionRecord->ExceptionCode);
    fflush(stdout);
    return filter_answer;
}

static LONG WINAPI filter_that_faults(EXCEPTION_POINTERS *pointers)
{
    printf("  the filter sees %lx%s\n", pointers->ExceptionRecord->ExceptionCode,
           pointers->ExceptionRecord->ExceptionFlags & EXCEPTION_NESTED_CALL ? ", again" : "");
    fflush(stdout);
    if (pointers->ExceptionRecord->ExceptionCode == OURS)
        RaiseException(SECOND, 0, 0, NULL);
    return EXCEPTION_CONTINUE_SEARCH;
}

static void filtered(LONG answered)
{
    filter_answer = answered;
    SetUnhandledExceptionFilter(filter);
    RaiseException(OURS, 0, 0, NULL);
}

static void end_no_filter(void)
{
    RaiseException(OURS, 0, 0, NULL);
}

static void end_search(void)
{
    filtered(EXCEPTION_CONTINUE_SEARCH);
}

static void end_execute(void)
{
    filtered(EXCEPTION_EXECUTE_HANDLER);
}

static void end_go_on(void)
{
    filtered(EXCEPTION_CONTINUE_EXECUTION);
}

static void end_fault_in_filter(void)
{
    SetUnhandledExceptionFilter(filter_that_faults);
    RaiseException(OURS, 0, 0, NULL);
}

static struct frame not_on_the_stack = {NULL, handler, 'n', go_on, NULL, {NULL}};

static void end_broken_chain(void)
{
    SetUnhandledExceptionFilter(filter);
    set_chain(&not_on_the_stack);
    RaiseException(OURS, 0, 0, NULL);
}

static void end_broken_unwind(void)
{
    set_chain(&not_on_the_stack);
    RtlUnwind((void *)-1, NULL, NULL, 0);
}

static void end_handler_on_the_stack(void)
{
    struct frame frame;
    enter(&frame, 'h', go_on, NULL);
    frame.handler = frame.back;
    RaiseException(OURS, 0, 0, NULL);
}

static const struct {
    const char *name;
    void (*run)(void);
    DWORD code;
} ends[] = {
    {"no filter", end_no_filter, OURS},
    {"filter: search", end_search, OURS},
    {"filter: execute", end_execute, OURS},
    {"filter: go on", end_go_on, 0},
    {"filter that faults", end_fault_in_filter, SECOND},
    {"chain off the stack", end_broken_chain, OURS},
    {"unwind of that", end_broken_unwind, BAD_STACK},
    {"handler on the stack", end_handler_on_the_stack, OURS},
};

#define ENDS (int)(sizeof ends / sizeof ends[0])

static void run_end(const char *self, int which)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    DWORD code = 1;
    char command[300];
    snprintf(command, sizeof command, "\"%s\" %d", self, which);
    fflush(stdout);
    if (CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process)) {
        WaitForSingleObject(process.hProcess, INFINITE);
        GetExitCodeProcess(process.hProcess, &code);
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    }
    check_code(ends[which].name, code, ends[which].code);
}

int main(int count, char **arguments)
{
    char self[260];
    if (count > 1) {
        ends[atoi(arguments[1]) % ENDS].run();
        return 0;
    }
    frames();
    refusals();
    vectored();
    captured();
    in_part();
    stack_overflow();
    GetModuleFileNameA(NULL, self, sizeof self);
    for (int i = 0; i < ENDS; i++)
        run_end(self, i);
    printf("%d otherwise\n", not_so);
    return not_so;
}
