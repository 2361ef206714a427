/*
 * Protections that hold: after each change the page is touched at once, and VirtualQuery is asked what it
 * thinks. Pages of the program's own image too, which are copied when they become writable. The same under
 * Windows.
 */
#include <stdio.h>
#include <windows.h>

#define PAGE 0x1000u

static const char constant[2 * PAGE] __attribute__((aligned(4096))) = "constant";
static char data[PAGE] __attribute__((aligned(4096))) = "data";
static char fresh[PAGE] __attribute__((aligned(4096))) = "fresh";
static const char *behind;
static DWORD refused;

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    refused = exception->ExceptionRecord->ExceptionCode;
    exception->ContextRecord->Eip = (DWORD)behind;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD try_read(const volatile char *at)
{
    refused = 0;
    __asm__ volatile("movl $1f, %0\n\tmovb (%1), %%al\n1:" : "=m"(behind) : "r"(at) : "eax", "memory");
    return refused;
}

static DWORD try_write(volatile char *at)
{
    refused = 0;
    __asm__ volatile("movl $1f, %0\n\tmovb $'w', (%1)\n1:" : "=m"(behind) : "r"(at) : "memory");
    return refused;
}

static void touch(const char *what, char *at)
{
    MEMORY_BASIC_INFORMATION m;
    DWORD read = try_read(at), write = try_write(at);
    VirtualQuery(at, &m, sizeof m);
    printf("%-22s read %lx, write %lx: %lx, %lx\n", what, read, write, m.State == MEM_COMMIT ? m.Protect : 0,
           m.RegionSize);
}

static void protect(const char *what, char *at, SIZE_T size, DWORD protection)
{
    DWORD old = 0;
    BOOL ok = VirtualProtect(at, size, protection, &old);
    printf("%-22s %s, was %lx\n", what, ok ? "ok" : "refused", old);
    touch("", at);
}

static void private_pages(void)
{
    char *at = VirtualAlloc(NULL, 4 * PAGE, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
    touch("private", at);
    protect("read-only", at, PAGE, PAGE_READONLY);
    protect("no access", at, PAGE, PAGE_NOACCESS);
    protect("read and write", at, PAGE, PAGE_READWRITE);
    protect("guard", at, PAGE, PAGE_READWRITE | PAGE_GUARD);
    protect("untouched read-only", at + PAGE, PAGE, PAGE_READONLY);
    protect("both", at, 2 * PAGE, PAGE_READWRITE);
    VirtualAlloc(at, PAGE, MEM_COMMIT, PAGE_READONLY);
    touch("commit read-only", at);
    VirtualFree(at, PAGE, MEM_DECOMMIT);
    touch("decommitted", at);
    printf("%-22s %d\n", "TEB decommitted", VirtualFree(NtCurrentTeb(), PAGE, MEM_DECOMMIT));
    VirtualFree(at, 0, MEM_RELEASE);
}

static void image_pages(void)
{
    DWORD old;
    touch("constant", (char *)constant);
    protect("writable", (char *)constant, PAGE, PAGE_READWRITE);
    protect("and back", (char *)constant, PAGE, PAGE_READONLY);
    VirtualProtect((char *)constant + PAGE, PAGE, PAGE_READWRITE,
                   &old); /* nothing was written: nothing is copied */
    VirtualProtect((char *)constant + PAGE, PAGE, PAGE_READONLY, &old);
    printf("%-22s %c%s\n", "", constant[0], constant + 1);
    protect("data, read-only", data, PAGE, PAGE_READONLY);
    protect("data, writable", data, PAGE, PAGE_READWRITE);
    protect("data, once more", data, PAGE, PAGE_READWRITE);
}

/* The kernel minds protections too, and copies what is to be copied. */
static void by_the_kernel(void)
{
    SIZE_T done = 0;
    BOOL ok = ReadProcessMemory(GetCurrentProcess(), "x", (char *)constant + PAGE, 1, &done);
    printf("%-22s %d, error %lu\n", "kernel to constant", ok, GetLastError());
    ok = ReadProcessMemory(GetCurrentProcess(), "x", fresh, 1, &done);
    printf("%-22s %d, %s\n", "kernel to data", ok, fresh);
    ok = ReadProcessMemory(GetCurrentProcess(), "x", (void *)0x80400000, 1, &done);
    printf("%-22s %d, error %lu\n", "kernel to kernel", ok, GetLastError());
}

static void large_region(void)
{
    char *at = VirtualAlloc(NULL, 0xc00000, MEM_RESERVE, PAGE_READWRITE);
    VirtualAlloc(at + 0x500000, PAGE, MEM_COMMIT, PAGE_READWRITE);
    touch("12 MB reserved", at);
    touch("a page of them", at + 0x500000);
    touch("behind it", at + 0x501000);
    VirtualFree(at, 0, MEM_RELEASE);
}

int main(void)
{
    AddVectoredExceptionHandler(1, note);
    private_pages();
    image_pages();
    by_the_kernel();
    large_region();
    return 0;
}
