/*
 * What a program finds above its own part of the address space: nothing that it can touch. A byte of each
 * page of the first 4 MB and of the last 4 MB is read and written, and between them of one page in so many
 * (an argument; 16 without it). A vectored handler notes what is refused and goes on behind the instruction.
 * The same under Windows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define PAGE  0x1000u
#define TABLE 0x400000u /* what one page table maps */

static const char *behind; /* the instruction that touches */
static DWORD wanted;
static unsigned tried, refused;

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    if (record->ExceptionCode != STATUS_ACCESS_VIOLATION || record->ExceptionInformation[1] != wanted)
        return EXCEPTION_CONTINUE_SEARCH;
    refused++;
    exception->ContextRecord->Eip = (DWORD)behind;
    return EXCEPTION_CONTINUE_EXECUTION;
}

#define TOUCH(instruction)                                                                                   \
    __asm__ volatile("movl $1f, %0\n\t" instruction "\n1:" : "=m"(behind) : "r"(address) : "eax", "memory")

static void try(DWORD address)
{
    unsigned before = refused;
    wanted = address;
    TOUCH("movb (%1), %%al");
    TOUCH("movb %%al, (%1)");
    tried++;
    if (refused != before + 2)
        printf("%08lx can be touched\n", address);
}

/* [from, to); `to` may be 0, the end of all addresses. */
static void try_range(DWORD from, DWORD to, DWORD step)
{
    for (DWORD address = from; address - from < to - from; address += step)
        try(address);
}

int main(int argc, char **argv)
{
    DWORD step = (argc > 1 ? (DWORD)atoi(argv[1]) : 16) * PAGE;
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    DWORD first = (DWORD)info.lpMaximumApplicationAddress + 1, last = (DWORD)-TABLE;
    AddVectoredExceptionHandler(1, note);
    try_range(first, first + TABLE, PAGE);
    if (first + TABLE < last)
        try_range(first + TABLE, last, step);
    try_range(last, 0, PAGE);
    printf("from %08lx: %u pages tried, %u accesses refused\n", first, tried, refused);
    return 0;
}
