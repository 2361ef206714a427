/*
 * Random work on memory, with a model beside it that knows what each touch must give and every byte that each
 * page must hold: regions are reserved, committed, protected, decommitted, released; views of two sections of
 * the page file come and go, written in place or copied; one section is this process's own, the other is
 * shared with all who run this program at the same time. Whole pages are written and checked.
 *
 *   torture OPERATIONS SEED WHO      WHO, 0 to 7, is another number in each process that runs beside this one
 *
 * What must be seen: nothing is wrong, and the same arguments give the same line again. The same under
 * Windows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#define PAGE          0x1000u
#define WORDS         (PAGE / 4)
#define REGIONS       12u
#define REGION_PAGES  24u
#define SECTION_PAGES 32u
#define PROCESSES     8u
#define COMMON_PAGES  (SECTION_PAGES * PROCESSES)
#define OWNER_SHIFT   24 /* the highest byte of each word says whose it is, the others which */
#define WORD_MASK     0xffffffu

enum kind { NONE, PRIVATE, SHARED, COPIED, COMMON };

struct page {
    int committed, guard;
    int own;          /* no longer its section's */
    unsigned content; /* what was written last, if it is its own; 0: zeros */
    DWORD protection;
};

struct region {
    enum kind kind;
    unsigned *start;
    unsigned pages;
    struct page page[REGION_PAGES];
};

static struct region regions[REGIONS];
static HANDLE own_section, common_section;
static unsigned own_content[SECTION_PAGES], common_content[SECTION_PAGES];
static unsigned state, who, contents, wrong, operation;
static unsigned long long checked;

/* ---- what chance says ---- */

static unsigned below(unsigned bound)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % bound;
}

/* ---- touches that may be refused ---- */

static const char *behind;
static DWORD refused;

static LONG CALLBACK note(EXCEPTION_POINTERS *exception)
{
    if (!behind)
        return EXCEPTION_CONTINUE_SEARCH;
    refused = exception->ExceptionRecord->ExceptionCode;
    exception->ContextRecord->Eip = (DWORD)behind;
    return EXCEPTION_CONTINUE_EXECUTION;
}

static DWORD try_read(const volatile unsigned *at)
{
    refused = 0;
    __asm__ volatile("movl $1f, %0\n\tmovl (%1), %%eax\n1:" : "=m"(behind) : "r"(at) : "eax", "memory");
    behind = NULL;
    return refused;
}

static DWORD try_write(volatile unsigned *at, unsigned value)
{
    refused = 0;
    __asm__ volatile("movl $1f, %0\n\tmovl %2, (%1)\n1:" : "=m"(behind) : "r"(at), "r"(value) : "memory");
    behind = NULL;
    return refused;
}

/* ---- contents ---- */

static void complain(const char *what, const void *at, unsigned is, unsigned should)
{
    if (wrong++ < 8)
        printf("%u: operation %u: %s at %p: %08x, not %08x\n", who, operation, what, at, is, should);
}

static unsigned word_of(unsigned content, unsigned i)
{
    return content ? (who + 1) << OWNER_SHIFT | ((content * WORDS + i) & WORD_MASK) : 0;
}

static void fill(unsigned *at, unsigned content)
{
    for (unsigned i = 0; i < WORDS; i++)
        at[i] = word_of(content, i);
}

static void check(const unsigned *at, unsigned content)
{
    for (unsigned i = 0; i < WORDS; i++)
        if (at[i] != word_of(content, i)) {
            complain("bytes", at + i, at[i], word_of(content, i));
            break;
        }
    checked += PAGE;
}

/* What the model knows of the page's content, wherever that is kept. */
static unsigned *content_of(struct region *region, unsigned index)
{
    if (region->kind == COMMON)
        return &common_content[index];
    if (region->kind == PRIVATE || region->page[index].own)
        return &region->page[index].content;
    return &own_content[index];
}

static unsigned *address_of(const struct region *region, unsigned index)
{
    return region->start + index * WORDS;
}

/* ---- what a touch must give ---- */

static int writable(DWORD protection)
{
    return protection == PAGE_READWRITE || protection == PAGE_WRITECOPY;
}

static DWORD expected(const struct page *page, int write)
{
    if (!page->committed || page->protection == PAGE_NOACCESS)
        return (DWORD)STATUS_ACCESS_VIOLATION;
    if (page->guard)
        return (DWORD)STATUS_GUARD_PAGE_VIOLATION;
    return write && !writable(page->protection) ? (DWORD)STATUS_ACCESS_VIOLATION : 0;
}

static int may(struct page *page, const char *what, const void *at, int write, DWORD given)
{
    DWORD wanted = expected(page, write);
    if (given != wanted)
        complain(what, at, given, wanted);
    if (wanted == (DWORD)STATUS_GUARD_PAGE_VIOLATION)
        page->guard = 0;
    return given == 0 && wanted == 0;
}

static void write_page(struct region *region, unsigned index)
{
    struct page *page = &region->page[index];
    unsigned *at = address_of(region, index), content = ++contents;
    if (!may(page, "a write", at, 1, try_write(at, word_of(content, 0))))
        return;
    fill(at, content);
    page->own = page->own || region->kind == COPIED;
    *content_of(region, index) = content;
}

static void read_page(struct region *region, unsigned index)
{
    unsigned *at = address_of(region, index);
    if (may(&region->page[index], "a read", at, 0, try_read(at)))
        check(at, *content_of(region, index));
}

/* ---- which region, which pages ---- */

static struct region *some(int empty)
{
    unsigned from = below(REGIONS);
    for (unsigned i = 0; i < REGIONS; i++) {
        struct region *region = &regions[(from + i) % REGIONS];
        if ((region->kind == NONE) == empty)
            return region;
    }
    return NULL;
}

static struct region *some_private(void)
{
    struct region *region = some(0);
    return region && region->kind == PRIVATE ? region : NULL;
}

static void some_pages(const struct region *region, unsigned *first, unsigned *count)
{
    *first = below(region->pages);
    *count = 1 + below(region->pages - *first);
}

/* ---- the operations ---- */

static void fresh(struct region *region, unsigned first, unsigned count, int committed, DWORD protection)
{
    for (unsigned i = first; i < first + count; i++)
        region->page[i] = (struct page){.committed = committed, .protection = protection};
}

static void reserve(void)
{
    struct region *region = some(1);
    int committed = below(4) > 0;
    if (!region)
        return;
    region->pages = 1 + below(REGION_PAGES);
    region->start = VirtualAlloc(NULL, region->pages * PAGE,
                                 committed ? MEM_RESERVE | MEM_COMMIT : MEM_RESERVE, PAGE_READWRITE);
    if (!region->start)
        return;
    region->kind = PRIVATE;
    fresh(region, 0, region->pages, committed, PAGE_READWRITE);
}

/* What is committed already keeps what it holds and is protected anew. */
static void commit(void)
{
    struct region *region = some_private();
    unsigned first, count;
    if (!region)
        return;
    some_pages(region, &first, &count);
    if (!VirtualAlloc(address_of(region, first), count * PAGE, MEM_COMMIT, PAGE_READWRITE))
        return;
    for (unsigned i = first; i < first + count; i++) {
        struct page *page = &region->page[i];
        if (!page->committed)
            fresh(region, i, 1, 1, PAGE_READWRITE);
        page->protection = PAGE_READWRITE;
        page->guard = 0;
    }
}

static void decommit(void)
{
    struct region *region = some_private();
    unsigned first, count;
    if (!region)
        return;
    some_pages(region, &first, &count);
    if (!VirtualFree(address_of(region, first), count * PAGE, MEM_DECOMMIT))
        complain("a decommit", address_of(region, first), GetLastError(), 0);
    fresh(region, first, count, 0, 0);
}

static void give_back(void)
{
    struct region *region = some(0);
    if (!region)
        return;
    BOOL done =
        region->kind == PRIVATE ? VirtualFree(region->start, 0, MEM_RELEASE) : UnmapViewOfFile(region->start);
    if (!done)
        complain("a release", region->start, GetLastError(), 0);
    region->kind = NONE;
}

static void map(void)
{
    static const DWORD access[] = {
        [SHARED] = FILE_MAP_WRITE, [COPIED] = FILE_MAP_COPY, [COMMON] = FILE_MAP_WRITE};
    struct region *region = some(1);
    enum kind kind = SHARED + below(3);
    if (!region)
        return;
    region->pages = 1 + below(REGION_PAGES);
    region->start = MapViewOfFile(kind == COMMON ? common_section : own_section, access[kind], 0,
                                  kind == COMMON ? who * SECTION_PAGES * PAGE : 0, region->pages * PAGE);
    if (!region->start)
        return;
    region->kind = kind;
    fresh(region, 0, region->pages, 1, kind == COPIED ? PAGE_WRITECOPY : PAGE_READWRITE);
}

static void protect(void)
{
    static const DWORD choices[] = {PAGE_READWRITE, PAGE_READONLY, PAGE_NOACCESS,
                                    PAGE_READWRITE | PAGE_GUARD};
    struct region *region = some(0);
    unsigned first, count;
    DWORD protection = choices[below(4)], old;
    if (!region)
        return;
    some_pages(region, &first, &count);
    if (region->kind == COPIED && protection == PAGE_READWRITE)
        protection = PAGE_WRITECOPY;
    int all = region->kind != COPIED || !(protection & PAGE_GUARD);
    for (unsigned i = first; i < first + count; i++)
        all = all && region->page[i].committed;
    if (!all)
        return;
    if (!VirtualProtect(address_of(region, first), count * PAGE, protection, &old))
        return;
    for (unsigned i = first; i < first + count; i++) {
        region->page[i].protection = protection & ~PAGE_GUARD;
        region->page[i].guard = (protection & PAGE_GUARD) != 0;
    }
}

static void touch(void)
{
    struct region *region = some(0);
    if (!region)
        return;
    unsigned index = below(region->pages);
    if (below(2))
        write_page(region, index);
    else
        read_page(region, index);
}

static void sweep(void)
{
    struct region *region = some(0);
    for (unsigned i = 0; region && i < region->pages; i++)
        if (!region->page[i].guard)
            read_page(region, i);
}

/* Words of others are zeros or say whose they are, however far those have come with the page. */
static void look_at_others(void)
{
    unsigned other = below(PROCESSES);
    const unsigned *words =
        MapViewOfFile(common_section, FILE_MAP_READ, 0, other * SECTION_PAGES * PAGE, SECTION_PAGES * PAGE);
    if (!words)
        return;
    unsigned at = below(SECTION_PAGES) * WORDS;
    for (unsigned i = at; i < at + WORDS; i++)
        if (words[i] && words[i] >> OWNER_SHIFT != other + 1) {
            complain("another's bytes", words + i, words[i], (other + 1) << OWNER_SHIFT);
            break;
        }
    UnmapViewOfFile(words);
}

static void give_way(void)
{
    Sleep(below(8) ? 0 : 1);
}

/* How often each is done, in 256 operations; the rest are touches. */
static const struct {
    unsigned often;
    void (*operation)(void);
} kinds[] = {{8, reserve},  {8, commit}, {4, decommit},       {3, give_back}, {5, map},
             {10, protect}, {6, sweep},  {2, look_at_others}, {16, give_way}};

static void operate(void)
{
    unsigned what = below(256);
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (what < kinds[i].often) {
            kinds[i].operation();
            return;
        }
        what -= kinds[i].often;
    }
    touch();
}

static int begin(int count, char **arguments)
{
    if (count != 4)
        return 0;
    who = (unsigned)atoi(arguments[3]) % PROCESSES;
    state = ((unsigned)atoi(arguments[2]) * 8 + who) * 2654435761u + 1;
    AddVectoredExceptionHandler(1, note);
    own_section =
        CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, SECTION_PAGES * PAGE, NULL);
    common_section = CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, COMMON_PAGES * PAGE,
                                        "torture.common");
    return own_section && common_section;
}

int main(int count, char **arguments)
{
    if (!begin(count, arguments)) {
        printf("torture OPERATIONS SEED WHO\n");
        return 2;
    }
    unsigned operations = (unsigned)atoi(arguments[1]);
    for (operation = 1; operation <= operations; operation++)
        operate();
    printf("%u: %u operations, %u KB checked, %u wrong\n", who, operations, (unsigned)(checked / 1024),
           wrong);
    return wrong > 0;
}
