/*
 * What each kind of page says to each kind of access: a table of outcomes, made anew for each cell. A page is
 * read, written and executed by the program, and read and written by the kernel for it. The same under
 * Windows, where DEP decides what may be executed.
 *
 *   .  it goes well     g  guard page     k  the service says STATUS_ACCESS_VIOLATION
 *   r, w, x  access violation: the exception says reading, writing, executing
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define PAGE       0x1000u
#define RETURN     0xc3 /* the instruction */
#define SIZE_TRIED 0x10000u

static LONG(NTAPI *query_system_time)(void *time);
static LONG(NTAPI *create_event)(HANDLE *handle, ULONG access, void *attributes, ULONG type, BOOLEAN state);

#define VIOLATION 0xc0000005u
#define GUARD     0x80000001u

/* ---- accesses ---- */

static const char *behind;
static char outcome;

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    static const char kinds[] = {[0] = 'r', [1] = 'w', [8] = 'x'};
    outcome = record->ExceptionCode == GUARD       ? 'g'
              : record->ExceptionCode == VIOLATION ? kinds[record->ExceptionInformation[0] & 15]
                                                   : '?';
    exception->ContextRecord->Eip = (DWORD)behind;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static char try_read(char *at)
{
    outcome = '.';
    __asm__ volatile("movl $1f, %0\n\tmovb (%1), %%al\n1:" : "=m"(behind) : "r"(at) : "eax", "memory");
    return outcome;
}

static char try_write(char *at)
{
    outcome = '.';
    __asm__ volatile("movl $1f, %0\n\tmovb $0xc3, (%1)\n1:" : "=m"(behind) : "r"(at) : "memory");
    return outcome;
}

/* What is there returns at once. The stack is put right where it does not come so far. */
static char try_execute(char *at)
{
    outcome = '.';
    __asm__ volatile("movl %%esp, %%esi\n\tmovl $1f, %0\n\tcall *%1\n1:\tmovl %%esi, %%esp"
                     : "=m"(behind)
                     : "r"(at)
                     : "esi", "eax", "ecx", "edx", "memory");
    return outcome;
}

static char said(LONG status)
{
    return (ULONG)status == VIOLATION ? 'k' : (ULONG)status == GUARD ? 'g' : '.';
}

/* The kernel reads the length there, which is none of its structure. */
static char kernel_reads(char *at)
{
    HANDLE handle;
    return said(create_event(&handle, EVENT_ALL_ACCESS, at, 0, FALSE));
}

static char kernel_writes(char *at)
{
    return said(query_system_time(at));
}

/* ---- pages ---- */

static char *committed(DWORD protection)
{
    char *at = VirtualAlloc(NULL, SIZE_TRIED, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    DWORD old;
    memset(at, RETURN, PAGE);
    if (protection != PAGE_READWRITE)
        VirtualProtect(at, PAGE, protection, &old);
    return at;
}

static char *untouched(DWORD protection)
{
    return VirtualAlloc(NULL, SIZE_TRIED, MEM_RESERVE | MEM_COMMIT, protection);
}

/* To unlock what is not locked takes it out of the working set. */
static char *trimmed(DWORD protection)
{
    char *at = committed(protection);
    VirtualUnlock(at, PAGE);
    return at;
}

static char *reserved(DWORD protection)
{
    return VirtualAlloc(NULL, SIZE_TRIED, MEM_RESERVE, protection);
}

static char *decommitted(DWORD protection)
{
    char *at = committed(protection);
    VirtualFree(at, PAGE, MEM_DECOMMIT);
    return at;
}

static char *released(DWORD protection)
{
    char *at = committed(protection);
    VirtualFree(at, 0, MEM_RELEASE);
    return at;
}

/* One section of the page file, filled with returns, and a view of it as is asked. */
static char *viewed(DWORD access)
{
    HANDLE section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_EXECUTE_READWRITE, 0, PAGE, NULL);
    char *all = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, PAGE);
    memset(all, RETURN, PAGE);
    char *at = MapViewOfFile(section, access, 0, 0, PAGE);
    UnmapViewOfFile(all);
    CloseHandle(section);
    return at;
}

static const unsigned char constants[PAGE] __attribute__((aligned(4096))) = {RETURN};
static unsigned char data[PAGE] __attribute__((aligned(4096))) = {RETURN};
__asm__(".text\n\t.balign 4096\n_code:\n\tret\n\t.balign 4096, 0xc3");
extern char code[];

static char *of_image(DWORD which)
{
    return which == 0 ? code : which == 1 ? (char *)constants : (char *)data;
}

static char *fixed(DWORD address)
{
    return (char *)address;
}

static const struct kind {
    const char *name;
    char *(*make)(DWORD how);
    DWORD how;
    BOOL executable; /* what lies there returns */
} kinds[] = {
    {"free", released, PAGE_READWRITE, TRUE},
    {"the first 64 KB", fixed, 0x1000, TRUE},
    {"the kernel's", fixed, 0xfff00000, TRUE},
    {"reserved", reserved, PAGE_READWRITE, TRUE},
    {"decommitted", decommitted, PAGE_READWRITE, TRUE},
    {"demand zero", untouched, PAGE_READWRITE, FALSE},
    {"demand zero, read", untouched, PAGE_READONLY, FALSE},
    {"demand zero, guard", untouched, PAGE_READWRITE | PAGE_GUARD, TRUE},
    {"no access", committed, PAGE_NOACCESS, TRUE},
    {"read", committed, PAGE_READONLY, TRUE},
    {"read write", committed, PAGE_READWRITE, TRUE},
    {"execute", committed, PAGE_EXECUTE, TRUE},
    {"execute read", committed, PAGE_EXECUTE_READ, TRUE},
    {"execute read write", committed, PAGE_EXECUTE_READWRITE, TRUE},
    {"guard", committed, PAGE_READWRITE | PAGE_GUARD, TRUE},
    {"trimmed, no access", trimmed, PAGE_NOACCESS, TRUE},
    {"trimmed, read", trimmed, PAGE_READONLY, TRUE},
    {"trimmed, read write", trimmed, PAGE_READWRITE, TRUE},
    {"trimmed, execute", trimmed, PAGE_EXECUTE_READWRITE, TRUE},
    {"trimmed, guard", trimmed, PAGE_READWRITE | PAGE_GUARD, TRUE},
    {"view, read", viewed, FILE_MAP_READ, TRUE},
    {"view, write", viewed, FILE_MAP_WRITE, TRUE},
    {"view, copy", viewed, FILE_MAP_COPY, TRUE},
    {"view, execute", viewed, FILE_MAP_READ | FILE_MAP_EXECUTE, TRUE},
    {"image, code", of_image, 0, TRUE},
    {"image, constants", of_image, 1, TRUE},
    {"image, data", of_image, 2, TRUE},
};

static void row(const struct kind *kind)
{
    char executed = kind->executable ? try_execute(kind->make(kind->how)) : ' ';
    char read = try_read(kind->make(kind->how)), written = try_write(kind->make(kind->how));
    char by_kernel = kernel_reads(kind->make(kind->how));
    printf("%-20s %c %c %c  %c %c\n", kind->name, read, written, executed, by_kernel,
           kernel_writes(kind->make(kind->how)));
}

int main(void)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    query_system_time = (void *)GetProcAddress(ntdll, "NtQuerySystemTime");
    create_event = (void *)GetProcAddress(ntdll, "NtCreateEvent");
    AddVectoredExceptionHandler(1, note);
    puts("                     r w x  kernel r w");
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        row(&kinds[i]);
    return 0;
}
