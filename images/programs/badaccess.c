/*
 * One forbidden access, chosen by the first argument: null (a read of address 0), text (a write to this
 * program's own code), kernel (a read of kernel space), selfmap (a read of the PTE of this program's code,
 * where the page tables appear in the address space), reserved (a read of memory that is reserved but not
 * committed).
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static volatile int sink;

int main(int argc, char **argv)
{
    const char *what = argc > 1 ? argv[1] : "null";
    printf("touching: %s\n", what);
    fflush(stdout);
    if (strcmp(what, "null") == 0)
        sink = *(volatile int *)0;
    else if (strcmp(what, "text") == 0)
        *(volatile char *)main = 0;
    else if (strcmp(what, "kernel") == 0)
        sink = *(volatile int *)0x80400000;
    else if (strcmp(what, "selfmap") == 0)
        sink = *(volatile int *)(0xc0000000 + ((unsigned)main >> 12) * 4);
    else if (strcmp(what, "reserved") == 0)
        sink = *(volatile int *)VirtualAlloc(NULL, 0x10000, MEM_RESERVE, PAGE_READWRITE);
    puts("nothing happened");
    return 1;
}
