/*
 * Fibers, fiber-local storage and the stack that is guaranteed: each rule of the documentation, and what is
 * wrong of a program. One line for each thing tried, `ok` or `WRONG`. The same under Windows but for what
 * callbacks may do that it leaves undefined.
 */
#define _WIN32_WINNT 0x0600
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define PAGE 0x1000u

static void check(const char *what, int right)
{
    printf("%s %s\n", right ? "ok" : "WRONG", what);
}

static BOOL failed_with(BOOL failed, DWORD error)
{
    return failed && GetLastError() == error;
}

/* ---- the TEB ---- */

static char *teb_word(unsigned offset)
{
    return *(char **)((char *)NtCurrentTeb() + offset);
}

static char *stack_base(void)
{
    return teb_word(4);
}

static char *stack_limit(void)
{
    return teb_word(8);
}

static char *stack_low(void)
{
    return teb_word(0xe0c);
}

static BOOL is_free(const void *address)
{
    MEMORY_BASIC_INFORMATION region;
    VirtualQuery(address, &region, sizeof region);
    return region.State == MEM_FREE;
}

/* ---- who catches what goes wrong ---- */

static struct {
    DWORD code; /* of the exception that is expected; 0: none */
    DWORD eip, esp, ebp;
    unsigned need; /* bytes of stack that the handler uses */
    int caught;
} net;

static LONG CALLBACK catch (EXCEPTION_POINTERS *pointers)
{
    if (!net.code || pointers->ExceptionRecord->ExceptionCode != net.code)
        return EXCEPTION_CONTINUE_SEARCH;
    if (net.need)
        memset(_alloca(net.need), 1, net.need);
    pointers->ContextRecord->Eip = net.eip;
    pointers->ContextRecord->Esp = net.esp;
    pointers->ContextRecord->Ebp = net.ebp;
    net.caught++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

/* Calls function(argument). True: it came to the exception `code`, and not back. */
static __attribute__((noinline)) BOOL raises(DWORD code, void (*function)(void *), void *argument)
{
    int before = net.caught;
    net.code = code;
    __asm__ volatile(
        "movl %%esp, %2\n\tmovl %%ebp, %3\n\tmovl $1f, %4\n\tpushl %1\n\tcall *%0\n\taddl $4, %%esp\n1:"
        :
        : "a"(function), "d"(argument), "m"(net.esp), "m"(net.ebp), "m"(net.eip)
        : "ebx", "ecx", "esi", "edi", "memory", "cc");
    net.code = 0;
    return net.caught > before;
}

/* ---- becoming a fiber, and a thread again ---- */

static void *home; /* the fiber of the thread that runs */

static void conversion(void)
{
    char value;
    check("a thread has NT's version for a fiber", GetCurrentFiber() == (void *)0x1e00 && !IsThreadAFiber());
    SetLastError(0);
    check("a thread cannot become a thread", failed_with(!ConvertFiberToThread(), ERROR_ALREADY_THREAD));
    check("there are no other flags",
          failed_with(!ConvertThreadToFiberEx(NULL, 2), ERROR_INVALID_PARAMETER) && !IsThreadAFiber());
    void *fiber = ConvertThreadToFiber(&value);
    check("a thread becomes a fiber", fiber && IsThreadAFiber() && GetCurrentFiber() == fiber);
    check("its parameter is its data", GetFiberData() == &value);
    check("only once", failed_with(!ConvertThreadToFiberEx(NULL, 0), ERROR_ALREADY_FIBER));
    check("a fiber becomes a thread", ConvertFiberToThread() && !IsThreadAFiber());
    home = ConvertThreadToFiberEx(NULL, 0);
}

/* ---- switching ---- */

static struct {
    void *parameter, *data, *exceptions;
    char *base, *limit, *low, *here;
    int runs;
} seen;

static void *exception_list(void)
{
    return teb_word(0);
}

static void WINAPI looks(void *parameter)
{
    char here;
    for (;;) {
        seen.parameter = parameter;
        seen.data = GetFiberData();
        seen.exceptions = exception_list();
        seen.base = stack_base();
        seen.limit = stack_limit();
        seen.low = stack_low();
        seen.here = &here;
        seen.runs++;
        __asm__ volatile("movl $-1, %%ebx\n\tmovl $-1, %%esi\n\tmovl $-1, %%edi" : : : "ebx", "esi", "edi");
        SwitchToFiber(home);
    }
}

/* What a compiler counts on behind a call; ebx tells of esp. */
static BOOL keeps_registers(void *fiber)
{
    DWORD ebx, esi = 2, edi = 3;
    __asm__ volatile("movl %%esp, %%ebx\n\tpushl %%eax\n\tcall _SwitchToFiber@4\n\tsubl %%esp, %%ebx"
                     : "=b"(ebx), "+S"(esi), "+D"(edi), "+a"(fiber)
                     :
                     : "ecx", "edx", "memory", "cc");
    return ebx == 0 && esi == 2 && edi == 3;
}

static void switching(void)
{
    int value = 7;
    void *fiber = CreateFiber(0, looks, &value), *exceptions = exception_list();
    char *base = stack_base(), *limit = stack_limit(), *low = stack_low();
    check("a fiber that was made has not run", fiber && seen.runs == 0);
    SwitchToFiber(fiber);
    check("it runs with its parameter, which is its data", seen.parameter == &value && seen.data == &value);
    check("on a stack of its own", seen.here < seen.base && seen.here > seen.low && seen.base != base);
    check("with a chain of exception frames of its own",
          (char *)seen.exceptions > seen.low && (char *)seen.exceptions < seen.base);
    check("and all is back behind it", stack_base() == base && stack_limit() == limit && stack_low() == low &&
                                           exception_list() == exceptions && GetCurrentFiber() == home);
    check("registers are kept", keeps_registers(fiber) && seen.runs == 2);
    SetLastError(5);
    SwitchToFiber(fiber);
    check("the last error is the thread's", GetLastError() == 5 && seen.runs == 3);
    SwitchToFiber(home);
    check("a fiber may switch to itself", GetCurrentFiber() == home);
    low = seen.low;
    DeleteFiber(fiber);
    check("its stack goes with it", is_free(low));
}

/* ---- sizes of stacks ---- */

static BOOL has_sizes(SIZE_T commit, SIZE_T reserve, SIZE_T committed, SIZE_T reserved)
{
    MEMORY_BASIC_INFORMATION guard;
    void *fiber = CreateFiberEx(commit, reserve, 0, looks, NULL);
    if (!fiber)
        return FALSE;
    SwitchToFiber(fiber);
    VirtualQuery(seen.limit - 1, &guard, sizeof guard);
    BOOL same = (SIZE_T)(seen.base - seen.limit) == committed && (SIZE_T)(seen.base - seen.low) == reserved &&
                guard.Protect & PAGE_GUARD && guard.RegionSize == PAGE;
    DeleteFiber(fiber);
    return same;
}

static void sizes(void)
{
    check("a stack is as large as the image says", has_sizes(0, 0, 0x1000, 0x200000));
    check("or as is asked for", has_sizes(0x3000, 0x20000, 0x3000, 0x20000));
    check("in granules", has_sizes(1, 0x20001, 0x1000, 0x30000));
    check("in megabytes where the commitment is larger", has_sizes(0x210000, 0, 0x210000, 0x300000));
    check("there are no other flags",
          failed_with(!CreateFiberEx(0, 0, 4, looks, NULL), ERROR_INVALID_PARAMETER));
    check("not as large as all",
          failed_with(!CreateFiberEx(0, 0x7fffffff, 0, looks, NULL), ERROR_NOT_ENOUGH_MEMORY));
    check("nor as large in memory",
          failed_with(!CreateFiberEx(0x30000000, 0x38000000, 0, looks, NULL), ERROR_COMMITMENT_LIMIT));
}

/* ---- a stack that grows ---- */

static __attribute__((noinline)) int deep(int calls)
{
    volatile char frame[PAGE / 2];
    frame[0] = 1;
    return calls ? deep(calls - 1) + frame[0] : 1;
}

static void WINAPI grows(void *result)
{
    char *before = stack_limit();
    *(int *)result = deep(40) == 41 && before - stack_limit() >= (int)(20 * PAGE);
    SwitchToFiber(home);
    *(int *)result = (char *)result < stack_limit() || (char *)result > stack_base();
    SwitchToFiber(home);
}

static void growth(void)
{
    int grown = 0;
    char *limit = stack_limit();
    void *fiber = CreateFiber(0, grows, &grown);
    SwitchToFiber(fiber);
    check("a fiber's stack grows page by page", grown);
    check("and another's does not", stack_limit() == limit);
    SwitchToFiber(fiber);
    check("what is handed over lies on another stack", grown);
    DeleteFiber(fiber);
}

static void runs_away(void *unused)
{
    (void)unused;
    deep(1 << 20);
}

static void WINAPI overflows(void *result)
{
    *(int *)result = raises(EXCEPTION_STACK_OVERFLOW, runs_away, NULL);
    SwitchToFiber(home);
}

static void overflow(void)
{
    int caught = 0;
    void *fiber = CreateFiberEx(0, 0x20000, 0, overflows, &caught);
    SwitchToFiber(fiber);
    check("a fiber's stack overflows where it ends", caught);
    DeleteFiber(fiber);
}

/* ---- floating point ---- */

static WORD x87_control(void)
{
    WORD control;
    __asm__ volatile("fnstcw %0" : "=m"(control));
    return control;
}

static void set_x87(WORD control)
{
    __asm__ volatile("fldcw %0" : : "m"(control));
}

static DWORD sse_control(void)
{
    DWORD control = 0;
    if (IsProcessorFeaturePresent(PF_XMMI_INSTRUCTIONS_AVAILABLE))
        __asm__ volatile("stmxcsr %0" : "=m"(control));
    return control;
}

static void set_sse(DWORD control)
{
    if (IsProcessorFeaturePresent(PF_XMMI_INSTRUCTIONS_AVAILABLE))
        __asm__ volatile("ldmxcsr %0" : : "m"(control));
}

static struct {
    WORD x87, status;
    DWORD sse;
} found;

static void WINAPI rounds_up(void *unused)
{
    (void)unused;
    for (;;) {
        found.x87 = x87_control();
        found.sse = sse_control();
        __asm__ volatile("fnstsw %0" : "=m"(found.status));
        set_x87(0x037e); /* an invalid operation is an exception */
        __asm__ volatile("fwait");
        set_x87(0x0b7f);
        set_sse(0x5f80);
        SwitchToFiber(home);
    }
}

static void floats(void)
{
    BOOL sse = IsProcessorFeaturePresent(PF_XMMI_INSTRUCTIONS_AVAILABLE);
    WORD x87 = x87_control();
    void *shares = CreateFiber(0, rounds_up, NULL);
    ConvertFiberToThread();
    home = ConvertThreadToFiberEx(NULL, FIBER_FLAG_FLOAT_SWITCH);
    void *owns = CreateFiberEx(0, 0, FIBER_FLAG_FLOAT_SWITCH, rounds_up, NULL);
    SwitchToFiber(owns);
    check("a fiber begins with NT's control words", found.x87 == 0x27f && (!sse || found.sse == 0x1f80));
    check("they are its own", x87_control() == x87 && (!sse || sse_control() == 0x1f80));
    SwitchToFiber(owns);
    check("and come back with it", found.x87 == 0x0b7f && (!sse || found.sse == 0x5f80));
    __asm__ volatile("fldz\n\tfldz\n\tfdivp\n\tfstp %st(0)"); /* an invalid operation, which is masked here */
    SwitchToFiber(owns);
    check("flags of one do not strike another", found.status == 0 && x87_control() == x87);
    __asm__ volatile("fnstsw %0\n\tfnclex" : "=m"(found.status));
    check("and are still its own", found.status & 1);
    SwitchToFiber(shares);
    check("without the flag a fiber finds what there is", found.x87 == x87);
    check("the caller has what it had", x87_control() == x87);
    ConvertFiberToThread();
    home = ConvertThreadToFiber(NULL);
    SwitchToFiber(shares);
    check("and without the flag of both it stays", x87_control() == 0x0b7f);
    set_x87(x87);
    set_sse(0x1f80);
    DeleteFiber(shares);
    DeleteFiber(owns);
}

/* ---- fiber-local storage ---- */

static struct {
    void *values[300];
    unsigned count;
    DWORD thread;
    BOOL detached_before;
} told;
static volatile BOOL detached;
static DWORD slot, second, visible;

static void WINAPI tells(void *value)
{
    told.values[told.count++] = value;
    told.thread = GetCurrentThreadId();
    told.detached_before |= detached;
}

static BOOL was_told(unsigned count, ...)
{
    va_list list;
    BOOL same = told.count == count;
    va_start(list, count);
    for (unsigned i = 0; i < count; i++)
        same &= told.values[i] == va_arg(list, void *);
    va_end(list);
    told.count = 0;
    return same;
}

static void WINAPI stores(void *value)
{
    *(BOOL *)value = FlsGetValue(slot) == NULL && GetLastError() == 0 && FlsSetValue(slot, value);
    SwitchToFiber(home);
    *(BOOL *)value = FlsGetValue(slot) == value;
    SwitchToFiber(home);
}

static void indexes(void)
{
    static DWORD taken[5000];
    unsigned count = 0;
    BOOL never0 = TRUE;
    while (count < 5000 && (taken[count] = FlsAlloc(NULL)) != FLS_OUT_OF_INDEXES)
        never0 &= taken[count++] != 0;
    check("there are 128 indexes or more, and then no memory",
          count >= 128 - 1 && count < 5000 && GetLastError() == ERROR_NOT_ENOUGH_MEMORY);
    check("0 is none", never0 && failed_with(!FlsSetValue(0, NULL), ERROR_INVALID_PARAMETER));
    check("the last is as good as any",
          FlsSetValue(taken[count - 1], &count) && FlsGetValue(taken[count - 1]) == &count);
    while (count)
        FlsFree(taken[--count]);
    SetLastError(0);
    check("what is free cannot be freed", failed_with(!FlsFree(taken[0]), ERROR_INVALID_PARAMETER) &&
                                              failed_with(!FlsFree(0), ERROR_INVALID_PARAMETER) &&
                                              failed_with(!FlsFree(~0u), ERROR_INVALID_PARAMETER));
    SetLastError(0);
    check("beyond the last nothing is read", failed_with(!FlsGetValue(5000), ERROR_INVALID_PARAMETER));
    check("nor stored", failed_with(!FlsSetValue(~0u, NULL), ERROR_INVALID_PARAMETER));
    slot = FlsAlloc(tells);
    check("an index that is used again holds nothing", FlsGetValue(slot) == NULL && GetLastError() == 0);
}

static void values(void)
{
    BOOL first, other;
    void *one = CreateFiber(0, stores, &first), *two = CreateFiber(0, stores, &other);
    FlsSetValue(slot, home);
    SwitchToFiber(one);
    SwitchToFiber(two);
    check("a fiber begins without a value", first && other);
    SwitchToFiber(one);
    SwitchToFiber(two);
    check("and keeps its own", first && other && FlsGetValue(slot) == home);
    DeleteFiber(one);
    check("a fiber's value ends with it", was_told(1, &first));
    ConvertFiberToThread();
    check("a thread keeps what the fiber had", FlsGetValue(slot) == home);
    home = ConvertThreadToFiber(NULL);
    check("and the fiber what the thread had", FlsGetValue(slot) != NULL);
    FlsSetValue(slot, &slot);
    check("an index ends in each fiber", FlsFree(slot) && told.count == 2);
    check("once", (told.values[0] == &other && told.values[1] == &slot) ||
                      (told.values[1] == &other && told.values[0] == &slot));
    told.count = 0;
    DeleteFiber(two);
    check("and not again", told.count == 0);
}

/* ---- the end of a thread ---- */

static void NTAPI thread_ends(void *module, DWORD reason, void *unused)
{
    (void)module, (void)unused;
    if (reason == DLL_THREAD_DETACH)
        detached = TRUE;
}
__attribute__((section(".CRT$XLY"), used)) static const PIMAGE_TLS_CALLBACK ends = thread_ends;

static DWORD run_thread(LPTHREAD_START_ROUTINE start, void *argument)
{
    DWORD code, id;
    HANDLE thread = CreateThread(NULL, 0, start, argument, 0, &id);
    WaitForSingleObject(thread, INFINITE);
    GetExitCodeThread(thread, &code);
    CloseHandle(thread);
    return code;
}

static DWORD WINAPI stores_and_ends(void *id)
{
    *(DWORD *)id = GetCurrentThreadId();
    FlsSetValue(second, (void *)2);
    FlsSetValue(slot, (void *)1);
    return 3;
}

static void thread_values(void)
{
    DWORD id;
    slot = FlsAlloc(tells);
    second = FlsAlloc(tells);
    check("a thread that ends", run_thread(stores_and_ends, &id) == 3);
    check("tells of its values in the order of indexes", was_told(2, (void *)1, (void *)2));
    check("itself, before DLLs are told of it", told.thread == id && !told.detached_before && detached);
}

static void *last_fiber;
static char *last_low, *first_low;

static void WINAPI returns(void *unused)
{
    (void)unused;
    last_low = stack_low();
    FlsSetValue(slot, (void *)4);
}

static void WINAPI deletes_itself(void *unused)
{
    (void)unused;
    last_low = stack_low();
    FlsSetValue(slot, (void *)5);
    DeleteFiber(GetCurrentFiber());
}

static DWORD WINAPI ends_in_a_fiber(void *start)
{
    first_low = stack_low();
    home = ConvertThreadToFiber(NULL);
    last_fiber = CreateFiber(0, start, NULL);
    SwitchToFiber(last_fiber);
    return 77;
}

static void ends_of_fibers(void)
{
    void *mine = home;
    check("a fiber that returns ends the thread", run_thread(ends_in_a_fiber, returns) == 0);
    check("with its value and its stack", was_told(1, (void *)4) && is_free(last_low));
    check("the thread's first stack is the first fiber's", !is_free(first_low));
    DeleteFiber(home);
    check("and goes with that", is_free(first_low));
    char *mine_now = VirtualAlloc(last_low, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DeleteFiber(last_fiber);
    check("what is left of it is not the stack any more", mine_now == last_low && !is_free(mine_now));
    VirtualFree(mine_now, 0, MEM_RELEASE);
    check("so does one that deletes itself", run_thread(ends_in_a_fiber, deletes_itself) == 1);
    check("with its value and its stack", was_told(1, (void *)5) && is_free(last_low));
    DeleteFiber(home);
    home = mine;
}

static DWORD WINAPI borrows(void *fiber)
{
    home = ConvertThreadToFiber(NULL);
    SwitchToFiber(fiber);
    BOOL same = GetCurrentFiber() == home;
    ConvertFiberToThread();
    return same;
}

static void other_thread(void)
{
    void *mine = home, *fiber = CreateFiber(0, looks, NULL);
    int runs = seen.runs;
    SwitchToFiber(fiber);
    check("a fiber goes on in another thread", run_thread(borrows, fiber) && seen.runs == runs + 2);
    home = mine;
    SwitchToFiber(fiber);
    check("and in the first again", seen.runs == runs + 3);
    DeleteFiber(fiber);
}

/* ---- what is guaranteed ---- */

static ULONG guarantee_now(void)
{
    ULONG bytes = 0;
    return SetThreadStackGuarantee(&bytes) ? bytes : ~0u;
}

static DWORD guarded_bytes(void)
{
    MEMORY_BASIC_INFORMATION region;
    char *at = stack_low();
    do {
        VirtualQuery(at, &region, sizeof region);
        at += region.RegionSize;
    } while (!(region.Protect & PAGE_GUARD) && at < stack_base());
    return region.Protect & PAGE_GUARD ? region.RegionSize : 0;
}

static DWORD WINAPI guarantees(void *unused)
{
    (void)unused;
    ULONG bytes = 0x5000;
    check("nothing is guaranteed at first", guarantee_now() == 0 && guarded_bytes() == PAGE);
    check("what is asked for is, in pages", SetThreadStackGuarantee(&bytes) && bytes == 0);
    check("that are guarded, and one more", guarantee_now() == 0x5000 && guarded_bytes() == 6 * PAGE);
    bytes = 0x2000;
    check("never less", SetThreadStackGuarantee(&bytes) && bytes == 0x5000 && guarantee_now() == 0x5000);
    bytes = 0x40000000;
    check("nor more than the stack", failed_with(!SetThreadStackGuarantee(&bytes), ERROR_INVALID_PARAMETER) &&
                                         bytes == 0x40000000 && guarantee_now() == 0x5000);
    deep(40);
    check("the guard moves as a whole", guarded_bytes() == 6 * PAGE);
    net.need = 0x4800;
    check("who handles an overflow has that much", raises(EXCEPTION_STACK_OVERFLOW, runs_away, NULL));
    check("the guard is gone", guarded_bytes() == 0);
    check("_resetstkoflw makes it again", _resetstkoflw() && guarded_bytes() == 6 * PAGE);
    check("for the next overflow", raises(EXCEPTION_STACK_OVERFLOW, runs_away, NULL) && _resetstkoflw());
    check("and says so where it is there", _resetstkoflw());
    net.need = 0;
    return 0;
}

static DWORD WINAPI resets(void *unused)
{
    (void)unused;
    check("without a guarantee a stack overflows", raises(EXCEPTION_STACK_OVERFLOW, runs_away, NULL));
    check("and has no guard any more", !guarded_bytes());
    check("_resetstkoflw makes the guard again", _resetstkoflw() && guarded_bytes() == PAGE);
    check("for the next overflow", raises(EXCEPTION_STACK_OVERFLOW, runs_away, NULL));
    return 0;
}

static void WINAPI guaranteed_fiber(void *result)
{
    ULONG bytes = 0x3000;
    *(ULONG *)result = guarantee_now() + 1;
    SetThreadStackGuarantee(&bytes);
    SwitchToFiber(home);
    *(ULONG *)result = guarantee_now();
    SwitchToFiber(home);
}

static void fiber_guarantee(void)
{
    ULONG result = 0;
    void *fiber = CreateFiber(0, guaranteed_fiber, &result);
    SwitchToFiber(fiber);
    check("a guarantee is the fiber's", result == 1 && guarantee_now() == 0);
    SwitchToFiber(fiber);
    check("and stays with it", result == 0x3000);
    DeleteFiber(fiber);
}

/* ---- what is wrong ---- */

static void switches_to(void *fiber)
{
    SwitchToFiber(fiber);
}

static DWORD WINAPI switches_as_thread(void *fiber)
{
    return (DWORD)raises(EXCEPTION_ACCESS_VIOLATION, switches_to, fiber);
}

static void guarantees_nothing(void *unused)
{
    (void)unused;
    SetThreadStackGuarantee(NULL);
}

static void WINAPI frees_itself(void *value)
{
    tells(value);
    *(BOOL *)value = !FlsFree(slot) && !FlsSetValue(0, value);
}

static void WINAPI frees_at_the_end(void *value)
{
    tells(value);
    FlsFree(slot);
}

static void WINAPI ends_thread(void *value)
{
    tells(value);
    ExitThread(9);
}

static void WINAPI sees(void *value)
{
    *(BOOL *)value = FlsGetValue(visible) == value;
}

static DWORD WINAPI stores_visibly(void *value)
{
    FlsSetValue(visible, value);
    return 0;
}

static void wrong_things(void)
{
    BOOL nested = FALSE, saw = FALSE;
    char *base = stack_base();
    void *fiber = CreateFiber(0, looks, NULL);
    check("no fiber at all", raises(EXCEPTION_ACCESS_VIOLATION, switches_to, NULL));
    check("none at a bad address", raises(EXCEPTION_ACCESS_VIOLATION, switches_to, (void *)0x7fff0000));
    check("changes nothing", GetCurrentFiber() == home && stack_base() == base);
    check("a thread that is no fiber", run_thread(switches_as_thread, fiber));
    check("a guarantee of what cannot be read", raises(EXCEPTION_ACCESS_VIOLATION, guarantees_nothing, NULL));
    DeleteFiber(fiber);
    DeleteFiber(fiber);
    DeleteFiber(&nested);
    DeleteFiber(NULL);
    check("what is no fiber any more is not deleted", HeapValidate(GetProcessHeap(), 0, NULL));
    FlsFree(slot);
    slot = FlsAlloc(frees_itself);
    FlsSetValue(slot, &nested);
    check("a callback may not free its index again", FlsFree(slot) && nested && was_told(1, &nested));
    slot = FlsAlloc(frees_at_the_end);
    run_thread(stores_and_ends, &told.thread);
    check("one that frees it when the thread ends is called once", was_told(2, (void *)1, (void *)2));
    slot = FlsAlloc(ends_thread);
    check("a callback may end the thread", run_thread(stores_and_ends, &told.thread) == 9);
    check("and the others are told", was_told(2, (void *)1, (void *)2));
    visible = FlsAlloc(sees);
    run_thread(stores_visibly, &saw);
    check("a callback still reads the value", saw);
}

static void WINAPI at_exit(void *value)
{
    static const char line[] = "ok the value of the process ends with it\n";
    DWORD written;
    if (value == &slot)
        WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, sizeof line - 1, &written, NULL);
}

int main(void)
{
    AddVectoredExceptionHandler(1, catch);
    conversion();
    switching();
    sizes();
    growth();
    overflow();
    floats();
    indexes();
    values();
    thread_values();
    ends_of_fibers();
    other_thread();
    run_thread(guarantees, NULL);
    run_thread(resets, NULL);
    fiber_guarantee();
    wrong_things();
    FlsSetValue(FlsAlloc(at_exit), &slot);
    return 0;
}
