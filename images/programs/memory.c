/*
 * VirtualAlloc and its family, one line a question: what the call said, the error, and what VirtualQuery
 * thinks of it. The same .EXE answers the same under Windows and Wine, but for the addresses, which are not
 * shown.
 */
#include <stdio.h>
#include <windows.h>

static char *base;

static void query(const char *what, const void *address)
{
    MEMORY_BASIC_INFORMATION m;
    if (!VirtualQuery(address, &m, sizeof m)) {
        printf("%-28s query: error %lu\n", what, GetLastError());
        return;
    }
    printf("%-28s state %05lx protect %03lx type %07lx alloc %03lx size %lx\n", what, m.State,
           m.State == MEM_COMMIT ? m.Protect : 0, m.State == MEM_FREE ? 0 : m.Type,
           m.State == MEM_FREE ? 0 : m.AllocationProtect,
           m.State == MEM_FREE ? 0 : (unsigned long)m.RegionSize);
}

static void said(const char *what, int ok)
{
    if (ok)
        printf("%-28s ok\n", what);
    else
        printf("%-28s error %lu\n", what, GetLastError());
}

static void reserve_and_commit(void)
{
    base = VirtualAlloc(NULL, 0x25000, MEM_RESERVE, PAGE_READWRITE);
    said("reserve 25000", base != NULL);
    printf("%-28s %d\n", "granularity", (int)((unsigned long)base % 0x10000));
    query("reserved", base);
    said("commit page 3", VirtualAlloc(base + 0x3000, 1, MEM_COMMIT, PAGE_READWRITE) == base + 0x3000);
    query("before it", base);
    query("it", base + 0x3000);
    query("behind it", base + 0x4000);
    said("commit 2 pages across", VirtualAlloc(base + 0x5fff, 2, MEM_COMMIT, PAGE_READONLY) == base + 0x5000);
    query("read-only", base + 0x5000);
    said("commit again", VirtualAlloc(base + 0x3000, 0x1000, MEM_COMMIT, PAGE_READWRITE) != NULL);
    printf("%-28s %d\n", "zeros", base[0x3000] == 0 && base[0x5000] == 0);
    said("commit past the end", VirtualAlloc(base + 0x24000, 0x2000, MEM_COMMIT, PAGE_READWRITE) != NULL);
    said("reserve on top", VirtualAlloc(base, 0x1000, MEM_RESERVE, PAGE_READWRITE) != NULL);
}

static void protect(void)
{
    DWORD old = 0;
    base[0x3000] = 'x';
    said("protect read-only", VirtualProtect(base + 0x3000, 1, PAGE_READONLY, &old));
    printf("%-28s %lx\n", "old", old);
    said("protect no access", VirtualProtect(base + 0x3000, 1, PAGE_NOACCESS, &old));
    printf("%-28s %lx\n", "old", old);
    query("no access", base + 0x3000);
    said("protect back", VirtualProtect(base + 0x3000, 1, PAGE_READWRITE, &old));
    printf("%-28s %lx, %c\n", "old, and what was there", old, base[0x3000]);
    said("protect reserved", VirtualProtect(base + 0x8000, 1, PAGE_READONLY, &old));
    said("protect guard", VirtualProtect(base + 0x3000, 1, PAGE_READWRITE | PAGE_GUARD, &old));
    query("guard", base + 0x3000);
    said("protect write-copy", VirtualProtect(base + 0x3000, 1, PAGE_WRITECOPY, &old));
    said("protect nonsense", VirtualProtect(base + 0x3000, 1, 0x3, &old));
    said("protect nowhere", VirtualProtect((void *)0x7fff0000, 1, PAGE_READONLY, &old));
}

static void give_back(void)
{
    said("decommit page 5", VirtualFree(base + 0x5000, 0x1000, MEM_DECOMMIT));
    query("decommitted", base + 0x5000);
    query("its neighbour", base + 0x6000);
    said("decommit twice", VirtualFree(base + 0x5000, 0x1000, MEM_DECOMMIT));
    said("release with size", VirtualFree(base, 0x1000, MEM_RELEASE));
    said("release inside", VirtualFree(base + 0x1000, 0, MEM_RELEASE));
    said("free of no kind", VirtualFree(base, 0, 0));
    said("decommit all", VirtualFree(base, 0, MEM_DECOMMIT));
    query("all reserved", base);
    said("release", VirtualFree(base, 0, MEM_RELEASE));
    query("released", base);
    said("release twice", VirtualFree(base, 0, MEM_RELEASE));
}

static void limits(void)
{
    said("no size", VirtualAlloc(NULL, 0, MEM_RESERVE, PAGE_READWRITE) != NULL);
    said("no type", VirtualAlloc(NULL, 0x1000, 0, PAGE_READWRITE) != NULL);
    said("no protection", VirtualAlloc(NULL, 0x1000, MEM_RESERVE, 0) != NULL);
    said("two protections", VirtualAlloc(NULL, 0x1000, MEM_RESERVE, PAGE_READONLY | PAGE_READWRITE) != NULL);
    said("write-copy", VirtualAlloc(NULL, 0x1000, MEM_COMMIT, PAGE_WRITECOPY) != NULL);
    said("3 GB", VirtualAlloc(NULL, 0xc0000000u, MEM_RESERVE, PAGE_READWRITE) != NULL);
    said("kernel space", VirtualAlloc((void *)0x90000000, 0x1000, MEM_RESERVE, PAGE_READWRITE) != NULL);
    base = VirtualAlloc(NULL, 0x3000, MEM_COMMIT, PAGE_EXECUTE_READWRITE);
    query("commit alone reserves", base);
    said("decommit middle", VirtualFree(base + 0x1000, 0x1000, MEM_DECOMMIT));
    query("first", base);
    query("middle", base + 0x1000);
    query("last", base + 0x2000);
    said("commit middle read-only", VirtualAlloc(base + 0x1000, 0x1000, MEM_COMMIT, PAGE_READONLY) != NULL);
    query("middle", base + 0x1000);
    base = VirtualAlloc(NULL, 0x10000, MEM_RESERVE | MEM_TOP_DOWN, PAGE_NOACCESS);
    printf("%-28s %d\n", "top down is high", (unsigned long)base > 0x70000000u);
}

int main(void)
{
    reserve_and_commit();
    protect();
    give_back();
    limits();
    return 0;
}
