/*
 * A matrix of 40000 by 40000 characters, 1.6 GB, on a machine of few frames: it is reserved, and what is
 * touched is committed by an exception handler. How many elements are touched, along the diagonal, says the
 * first argument. The matrix of int does not fit into any number of bytes that can be asked for. The same
 * under Windows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define SIDE    40000u
#define PAGE    4096u
#define TABLE   (1024 * PAGE) /* what one page table maps */
#define MB      (1u << 20)
#define GRANULE 0x10000u

static char (*matrix)[SIDE];
static unsigned committed;

static LONG CALLBACK commit_on_touch(EXCEPTION_POINTERS *exception)
{
    const EXCEPTION_RECORD *record = exception->ExceptionRecord;
    char *address = (char *)record->ExceptionInformation[1];
    if (record->ExceptionCode != STATUS_ACCESS_VIOLATION || address < matrix[0] || address >= matrix[SIDE] ||
        !VirtualAlloc(address, 1, MEM_COMMIT, PAGE_READWRITE))
        return EXCEPTION_CONTINUE_SEARCH;
    committed++;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static void say_reserved(const char *what, const void *result)
{
    printf("%-23s %s, error %lu\n", what, result ? "reserved" : "refused", result ? 0 : GetLastError());
}

static unsigned read_back(unsigned elements)
{
    unsigned wrong = 0;
    for (unsigned i = 0; i < elements; i++) {
        unsigned at = i * (SIDE / elements);
        wrong += matrix[at][at] != (char)(i + 1);
    }
    return wrong;
}

/* What VirtualQuery knows of the matrix: pages that are committed, and the tables that these need. */
static void count(void)
{
    MEMORY_BASIC_INFORMATION piece;
    unsigned pages = 0, tables = 0, last = 0;
    for (const char *at = matrix[0]; at < matrix[SIDE]; at += piece.RegionSize) {
        VirtualQuery(at, &piece, sizeof piece);
        if (piece.State != MEM_COMMIT)
            continue;
        unsigned first = (unsigned)at / TABLE, end = (unsigned)(at + piece.RegionSize - 1) / TABLE;
        pages += piece.RegionSize / PAGE;
        tables += end - first + (first != last);
        last = end;
    }
    printf("VirtualQuery tells of %u pages, in %u page tables\n", pages, tables);
}

static void fill(unsigned elements)
{
    void *handler = AddVectoredExceptionHandler(1, commit_on_touch);
    for (unsigned i = 0; i < elements; i++) {
        unsigned at = i * (SIDE / elements);
        matrix[at][at] = (char)(i + 1);
    }
    printf("%u elements touched, %u pages of %u committed\n", elements, committed, SIDE * SIDE / PAGE);
    printf("read back: %u wrong\n", read_back(elements));
    RemoveVectoredExceptionHandler(handler);
}

static int fits(unsigned bytes)
{
    void *at = VirtualAlloc(NULL, bytes, MEM_RESERVE, PAGE_NOACCESS);
    if (at)
        VirtualFree(at, 0, MEM_RELEASE);
    return at != NULL;
}

/* Of what is a multiple of 64 KB. */
static void greatest(void)
{
    unsigned low = 0, high = 0x80000000u / GRANULE;
    while (high - low > 1) {
        unsigned middle = (low + high) / 2;
        if (fits(middle * GRANULE))
            low = middle;
        else
            high = middle;
    }
    printf("the greatest that fits: %u MB\n", low * GRANULE / MB);
    say_reserved("64 KB more", VirtualAlloc(NULL, high * GRANULE, MEM_RESERVE, PAGE_NOACCESS));
    say_reserved("2 GB", VirtualAlloc(NULL, 0x80000000u, MEM_RESERVE, PAGE_NOACCESS));
    printf("as int: %llu bytes, more than the %lu that can be asked for\n", 4ull * SIDE * SIDE, (SIZE_T)-1);
}

int main(int argc, char **argv)
{
    unsigned elements = argc > 1 ? (unsigned)atoi(argv[1]) : 0;
    if (elements < 1 || elements > SIDE) {
        printf("sparse: how many elements, 1 to %u?\n", SIDE);
        return 2;
    }
    matrix = VirtualAlloc(NULL, SIDE * SIDE, MEM_RESERVE, PAGE_READWRITE);
    say_reserved("40000 by 40000", matrix);
    if (!matrix)
        return 1;
    say_reserved("the same once more", VirtualAlloc(NULL, SIDE * SIDE, MEM_RESERVE, PAGE_READWRITE));
    fill(elements);
    count();
    VirtualFree(matrix, 0, MEM_RELEASE);
    greatest();
    return 0;
}
