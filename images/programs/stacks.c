/*
 * Threads that write nonsense into their TEB, or protect or free what they stand on, and then call themselves
 * deeply. Each in a process of its own, because it may die of it. What must be seen: the stack grows or an
 * exception comes, the machine goes on, nothing is left.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

enum { STACK_BASE = 1, STACK_LIMIT = 2, SELF = 6, RESERVATION = 0xe0c / 4 }; /* words of the TEB */
#define PAGE 0x1000

static DWORD *teb(void)
{
    DWORD *self;
    __asm__("movl %%fs:0x18, %0" : "=r"(self));
    return self;
}

static void protect(DWORD *at, DWORD protection)
{
    DWORD old;
    VirtualProtect(at, PAGE, protection, &old);
}

static void guard_in_the_teb(void)
{
    protect(teb(), PAGE_READWRITE | PAGE_GUARD);
}

static void read_only_teb(void)
{
    protect(teb(), PAGE_READONLY);
}

static void teb_gone(void)
{
    protect(teb(), PAGE_NOACCESS);
}

static void stack_of_everything(void)
{
    teb()[RESERVATION] = 0;
    teb()[STACK_BASE] = ~0u;
}

static void stack_of_nothing(void)
{
    teb()[RESERVATION] = ~0u;
}

static void short_stack(void)
{
    teb()[RESERVATION] = teb()[STACK_BASE] - 4 * PAGE;
}

/* Below a guard page at the begin of a page table nothing is reserved. */
static void lonely_guard(void)
{
    char *guard =
        VirtualAlloc((void *)0x20000000, PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE | PAGE_GUARD);
    stack_of_everything();
    *(volatile char *)guard = 1;
}

static void guard_in_a_view(void)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 8 * PAGE, NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    view[3 * PAGE] = 1;
    protect((DWORD *)(view + 4 * PAGE), PAGE_READWRITE | PAGE_GUARD);
    teb()[RESERVATION] = (DWORD)view;
    teb()[STACK_BASE] = (DWORD)view + 8 * PAGE;
    for (int page = 4; page > 0; page--)
        view[page * PAGE] = 1;
}

static void teb_as_its_own_stack(void)
{
    teb()[RESERVATION] = (DWORD)teb();
    teb()[STACK_BASE] = (DWORD)teb() + PAGE;
    protect(teb(), PAGE_READWRITE | PAGE_GUARD);
}

static void stack_cut(void)
{
    VirtualFree((void *)teb()[RESERVATION], 4 * PAGE, MEM_RELEASE);
}

static void stack_gone(void)
{
    VirtualFree((void *)teb()[RESERVATION], 0, MEM_RELEASE);
}

static const struct {
    const char *name;
    void (*spoil)(void);
} ways[] = {
    {"guard in the TEB", guard_in_the_teb},
    {"read-only TEB", read_only_teb},
    {"no TEB", teb_gone},
    {"a stack of everything", stack_of_everything},
    {"a stack of nothing", stack_of_nothing},
    {"a short stack", short_stack},
    {"a guard with nothing below", lonely_guard},
    {"a guard in a view", guard_in_a_view},
    {"a TEB that is the stack", teb_as_its_own_stack},
    {"a stack cut", stack_cut},
    {"no stack", stack_gone},
};

static int deep(int calls)
{
    volatile char frame[3000];
    frame[0] = 1;
    return calls ? deep(calls - 1) + frame[0] : 0;
}

static DWORD WINAPI child(void *way)
{
    ways[(int)way].spoil();
    printf("%d calls\n", deep(40));
    return 0;
}

static void run_child(int way)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION process;
    DWORD code;
    char command[64];
    snprintf(command, sizeof command, "C:\\PROGRAMS\\stacks.exe %d", way);
    CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process);
    if (WaitForSingleObject(process.hProcess, 60000) == WAIT_TIMEOUT)
        TerminateProcess(process.hProcess, 99);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    printf("%s: %lx\n", ways[way].name, code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        WaitForSingleObject(CreateThread(NULL, 0, child, (void *)atoi(argv[1]), 0, NULL), INFINITE);
        return 0;
    }
    for (unsigned way = 0; way < sizeof ways / sizeof ways[0]; way++)
        run_child((int)way);
    printf("the machine goes on\n");
    return 0;
}
