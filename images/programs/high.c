/*
 * A large-address-aware program at addresses that are the kernel's elsewhere (an argument each, in hex): what
 * it writes there is its own, whoever reads it: the program, the kernel for a file, the processor as an
 * instruction. A byte behind it is refused. The same under Windows, where there is room.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define PAGE 0x1000u

static char back[2 * PAGE];

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    printf("    %08lx at %08lx\n", exception->ExceptionRecord->ExceptionCode,
           (DWORD)exception->ExceptionRecord->ExceptionInformation[1]);
    exception->ContextRecord->Eip += 2; /* movb (%eax), %al */
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void fill(char *page)
{
    for (unsigned i = 0; i < 2 * PAGE; i++)
        page[i] = (char)(i * 7 + (i >> 8));
}

/* Out by the kernel and in again, across the border of two pages. */
static void through_a_file(const char *page)
{
    DWORD moved;
    HANDLE file =
        CreateFileA("C:\\TEMP\\high", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    memset(back, 0, sizeof back);
    WriteFile(file, page, 2 * PAGE, &moved, NULL);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, back, 2 * PAGE, &moved, NULL);
    printf("    a file of it: %s", memcmp(page, back, 2 * PAGE) ? "another" : "the same");
    memset((char *)page, 0, 2 * PAGE);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, (char *)page, 2 * PAGE, &moved, NULL);
    printf(", read there: %s\n", memcmp(page, back, 2 * PAGE) ? "another" : "the same");
    CloseHandle(file);
}

static void run(char *page)
{
    static const char code[] = {(char)0xb8, 42, 0, 0, 0, (char)0xc3}; /* movl $42, %eax; ret */
    memcpy(page, code, sizeof code);
    printf("    an instruction there: %d\n", ((int (*)(void))page)());
}

static void touch_behind(const char *page)
{
    __asm__ volatile("movb (%%eax), %%al" : : "a"(page + 2 * PAGE));
}

static void live_at(DWORD address)
{
    char *page = VirtualAlloc((void *)address, 4 * PAGE, MEM_RESERVE, PAGE_NOACCESS);
    printf("%08lx: %s\n", address, page ? "reserved" : "refused");
    if (!page || !VirtualAlloc(page, 2 * PAGE, MEM_COMMIT, PAGE_EXECUTE_READWRITE))
        return;
    fill(page);
    through_a_file(page);
    run(page);
    touch_behind(page);
    VirtualFree(page, 0, MEM_RELEASE);
}

int main(int argc, char **argv)
{
    AddVectoredExceptionHandler(1, note);
    for (int i = 1; i < argc; i++)
        live_at(strtoul(argv[i], NULL, 16));
    return 0;
}
