// machine
/*
 * Random work in several address spaces, with more pages than frames and a page file that is nearly full. A
 * model knows for every page what a touch must give and every byte that it must hold; the books are counted
 * after each operation, whatever the others are in the middle of. Each space has a worker, who changes it,
 * and helpers, who touch it meanwhile; on a machine whose disk is slow that happens in the middle of
 * transfers.
 *
 *   torture_mmu [OPERATIONS [SEED [MACHINE [LOG]]]]
 *
 * Without arguments some thousand operations on each of the machines below. A failure prints the line that
 * does it again; with LOG, the number of an operation, the log is written from that one on.
 */
#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pagelock.h"
#include "mmu/policy.h"
#include "mmu/pool.h"
#include "mmu/prefetch.h"
#include "mmu/reset.h"
#include "mmu/section.h"
#include "mmu/tables.h"
#include "mmu/view.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "mmu/workingset.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "tests/unit/host.h"
#include "tests/unit/image.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define OPERATIONS    3000u
#define WORKERS       3u /* threads, each with a space of its own */
#define HELPERS       2u /* more threads in each */
#define REGIONS       10u
#define REGION_PAGES  40u
#define PLACES        12u /* page tables at whose borders regions lie */
#define SECTIONS      4u  /* the first is an image, the others live in the page file */
#define IMAGE         0u
#define SECTION_PAGES 40u
#define BLOCKS        40u /* of pool, more than it has before it takes frames */
#define BLOCK_BYTES   (128u * 1024)
#define LATENCY       (CLOCK_UNITS_PER_MS / 10)
#define SEED_IMAGE    0x80000000u /* content that comes from the image file: the page number is behind it */

static const struct {
    uint32_t frames, slots, latency;
    const char *policy;
} machines[] = {{112, 64, 0, "clock"},       {160, 400, 0, "clock"},      {400, 200, 0, "clock"},
                {96, 500, 0, "clock"},       {112, 64, LATENCY, "clock"}, {160, 400, LATENCY, "clock"},
                {96, 500, LATENCY, "clock"}, {112, 64, 0, "fifo"},        {160, 400, 0, "random"},
                {96, 500, LATENCY, "ws"},    {112, 64, LATENCY, "fx"},    {160, 400, 0, "fx"},
                {112, 300, LATENCY, "ad"},   {96, 500, 0, "ad"}};
#define MACHINES (sizeof machines / sizeof machines[0])

enum region_kind {
    REGION_NONE,
    REGION_PRIVATE,
    REGION_SHARED,
    REGION_READ_ONLY,
    REGION_COPIED,
    REGION_IMAGE
};

struct page {
    bool committed, guard;
    bool own;         /* it is no longer the section's */
    bool unwanted;    /* it was reset: it may be zeros by now */
    uint32_t content; /* what it was filled from, if it is its own */
    enum protection protection;
};

struct region {
    enum region_kind kind;
    uint32_t start, pages, section, first;
    uint32_t helpers; /* that are in it */
    uint32_t touched; /* which page the last of them wants */
    bool alone;       /* helpers keep out */
    struct page page[REGION_PAGES];
};

struct worker {
    struct space space;
    struct region regions[REGIONS];
    uint32_t helpers; /* in the middle of a touch */
    struct thread *threads[HELPERS];
};

static struct worker workers[WORKERS];
static struct section *sections[SECTIONS];
static uint32_t section_content[SECTIONS][SECTION_PAGES];
static void *blocks[BLOCKS];
static uint8_t image_pages[SECTION_PAGES * PAGE_SIZE];
static uint32_t random_state, operation, operations, seed, machine, log_from;
static uint32_t writes;   /* the last content that was made up */
static uint32_t failures; /* touches that may fail because transfers have been made to */
static uint32_t counted;

static uint32_t below(uint32_t bound)
{
    return host_random(&random_state) % bound;
}

static void say_how_to_repeat(void)
{
    printf("# operation %u; again: torture_mmu %u %u %u %u\n", (unsigned)operation, (unsigned)operations,
           (unsigned)seed, (unsigned)machine, (unsigned)(operation > 20 ? operation - 20 : 1));
}

/* ---- contents ---- */

static void fill(uint32_t content, uint32_t words[PAGE_SIZE / 4])
{
    if (content & SEED_IMAGE) {
        memcpy(words, image_pages + (content & ~SEED_IMAGE) * PAGE_SIZE, PAGE_SIZE);
        return;
    }
    for (uint32_t i = 0; i < PAGE_SIZE / 4; i++)
        words[i] = content ? content * 2654435761u + i : 0;
}

static uint32_t *content_of(struct region *region, uint32_t index)
{
    if (region->kind == REGION_PRIVATE || region->page[index].own)
        return &region->page[index].content;
    return &section_content[region->section][region->first + index];
}

/* What the model has at an address now: the region, or NULL, and which of its pages. */
static struct region *region_at(struct worker *worker, uint32_t address, uint32_t *index)
{
    for (uint32_t i = 0; i < REGIONS; i++) {
        struct region *region = &worker->regions[i];
        *index = (address - region->start) / PAGE_SIZE;
        if (region->kind != REGION_NONE && address >= region->start && *index < region->pages)
            return region;
    }
    return NULL;
}

/* ---- what a touch must give ---- */

static ntstatus expected(const struct page *page, bool write)
{
    if (!page->committed)
        return STATUS_ACCESS_VIOLATION;
    if (page->guard && page->protection != PROT_NOACCESS)
        return STATUS_GUARD_PAGE_VIOLATION;
    if (page->protection == PROT_NOACCESS || (write && !protection_writable(page->protection)))
        return STATUS_ACCESS_VIOLATION;
    return STATUS_SUCCESS;
}

static void must_be(const char *what, uint32_t address, ntstatus status, ntstatus wanted)
{
    if (status != wanted)
        machine_fail("%s of %08x gave %08x, must give %08x", what, (unsigned)address, (unsigned)status,
                     (unsigned)wanted);
}

/* A failed transfer may make a touch fail of everybody who waited for it, and leaves nothing behind: the next
 * try is like the first. */
static bool try_again(ntstatus status)
{
    if (status != STATUS_IN_PAGE_ERROR || failures == 0)
        return false;
    failures--;
    return true;
}

/* What a touch that has just ended must have given, whatever has become of the page meanwhile, and what it
 * has done to the model: a guard is gone. */
static struct region *must_have_given(struct worker *worker, const char *what, uint32_t address, bool write,
                                      ntstatus status, uint32_t *index)
{
    struct region *region = region_at(worker, address, index);
    struct page *page = region ? &region->page[*index] : NULL;
    ntstatus wanted = page ? expected(page, write) : STATUS_ACCESS_VIOLATION;
    must_be(what, address, status, wanted);
    if (page)
        page->guard = page->guard && wanted != STATUS_GUARD_PAGE_VIOLATION;
    return wanted == STATUS_SUCCESS ? region : NULL;
}

static void write_page(struct worker *worker, uint32_t address)
{
    uint32_t words[PAGE_SIZE / 4], index;
    uint32_t content = ++writes; /* others make up more while this one waits */
    fill(content, words);
    ntstatus status;
    while (try_again(status = machine_write(address, words, PAGE_SIZE)))
        ;
    struct region *region = must_have_given(worker, "a write", address, true, status, &index);
    if (!region)
        return;
    struct page *page = &region->page[index];
    page->own = page->own || protection_copies(page->protection);
    page->unwanted = false;
    *content_of(region, index) = content;
}

static void check_words(uint32_t address, uint32_t content, const uint32_t words[PAGE_SIZE / 4])
{
    uint32_t wanted[PAGE_SIZE / 4];
    fill(content, wanted);
    for (uint32_t i = 0; i < PAGE_SIZE / 4; i++)
        if (words[i] != wanted[i])
            machine_fail("%08x holds %08x, %08x was written last (content %x)", (unsigned)(address + 4 * i),
                         (unsigned)words[i], (unsigned)wanted[i], (unsigned)content);
}

/* What was reset is there until its frame is needed, then it is zeros, and stays so. */
static void check_unwanted(uint32_t address, struct page *page, const uint32_t words[PAGE_SIZE / 4])
{
    static const uint32_t zeros[PAGE_SIZE / 4];
    if (memcmp(words, zeros, sizeof zeros) == 0)
        page->content = 0;
    check_words(address, page->content, words);
}

static void read_page(struct worker *worker, uint32_t address)
{
    uint32_t words[PAGE_SIZE / 4], index;
    ntstatus status;
    while (try_again(status = machine_read(address, words, PAGE_SIZE)))
        ;
    struct region *region = must_have_given(worker, "a read", address, false, status, &index);
    if (region && region->page[index].unwanted)
        check_unwanted(address, &region->page[index], words);
    else if (region)
        check_words(address, *content_of(region, index), words);
}

/* From ring 0: a read, and a write of what was read unless others could have written between the two. */
static void kernel_touch(struct region *region, uint32_t index)
{
    struct page *page = &region->page[index];
    uint32_t address = region->start + index * PAGE_SIZE;
    bool write = !page->unwanted && (region->kind == REGION_PRIVATE || page->own);
    ntstatus status;
    while (try_again(status = machine_kernel_touch(address, write ? MACHINE_WRITE : MACHINE_READ)))
        ;
    ntstatus wanted = expected(page, false);
    if (wanted == STATUS_SUCCESS)
        wanted = expected(page, write);
    must_be("the kernel's touch", address, status, wanted);
    page->guard = page->guard && wanted != STATUS_GUARD_PAGE_VIOLATION;
}

/* ---- regions ---- */

static struct region *some_region(struct worker *worker, bool wanted_empty)
{
    uint32_t from = below(REGIONS);
    for (uint32_t i = 0; i < REGIONS; i++) {
        struct region *region = &worker->regions[(from + i) % REGIONS];
        if ((region->kind == REGION_NONE) == wanted_empty)
            return region;
    }
    return NULL;
}

/* Best one that a helper is in. */
static struct region *some_to_change(struct worker *worker)
{
    for (uint32_t i = 0; below(4) > 0 && i < REGIONS; i++)
        if (worker->regions[i].kind != REGION_NONE && worker->regions[i].helpers > 0)
            return &worker->regions[i];
    return some_region(worker, false);
}

static struct region *some_private(struct worker *worker)
{
    struct region *region = some_to_change(worker);
    return region && region->kind == REGION_PRIVATE ? region : NULL;
}

static void some_range(const struct region *region, uint32_t *first, uint32_t *count)
{
    bool touched = region->helpers > 0 && region->touched < region->pages && below(2);
    *first = touched ? region->touched : below(region->pages);
    *count = 1 + below(region->pages - *first);
}

static enum protection private_protection(void)
{
    static const enum protection rare[] = {PROT_EXECUTE_READWRITE, PROT_READONLY, PROT_NOACCESS,
                                           PROT_READONLY | PROT_GUARD, PROT_READWRITE | PROT_GUARD};
    return below(2) ? PROT_READWRITE : rare[below(sizeof rare / sizeof rare[0])];
}

static void page_protect(struct page *page, enum protection protection)
{
    page->guard = protection_guarded(protection);
    page->protection = page->guard ? protection & ~PROT_GUARD : protection;
}

static void fresh_page(struct page *page, bool committed, enum protection protection)
{
    *page = (struct page){.committed = committed};
    page_protect(page, protection);
}

/* The kernel is out of charge, or of pool. */
static bool no_room(ntstatus status)
{
    return status == STATUS_COMMITMENT_LIMIT || status == STATUS_INSUFFICIENT_RESOURCES;
}

/* Mostly at the border of two page tables, so that many tables hold little; 0: wherever there is room. */
static uint32_t some_place(const struct worker *worker, uint32_t pages)
{
    uint32_t start = (1 + below(PLACES)) * PAGETABLE_SPAN - below(3) * LAYOUT_GRANULARITY;
    bool is_free = vad_free_range(&worker->space.vads, start, start + pages * PAGE_SIZE);
    return is_free && below(4) > 0 ? start : 0;
}

static void reserve(struct worker *worker)
{
    struct region *region = some_region(worker, true);
    bool committed = below(4) > 0;
    enum protection protection = private_protection();
    struct vad *vad;
    if (!region)
        return;
    region->pages = 1 + below(REGION_PAGES);
    region->start = some_place(worker, region->pages);
    ntstatus status = virtual_reserve(&worker->space, &region->start, region->pages * PAGE_SIZE, protection,
                                      committed, below(8) == 0, &vad);
    if (no_room(status))
        return;
    must_be("a reservation", region->start, status, STATUS_SUCCESS);
    region->kind = REGION_PRIVATE;
    for (uint32_t i = 0; i < region->pages; i++)
        fresh_page(&region->page[i], committed, protection);
}

static void commit(struct worker *worker)
{
    struct region *region = some_private(worker);
    enum protection protection = private_protection();
    uint32_t first, count, more = 0;
    if (!region)
        return;
    some_range(region, &first, &count);
    for (uint32_t i = first; i < first + count; i++)
        more += !region->page[i].committed;
    bool could = more <= commit_limit() - commit_total();
    uint32_t start = region->start + first * PAGE_SIZE;
    ntstatus status = virtual_commit(&worker->space, start, start + count * PAGE_SIZE, protection);
    bool can = more <= commit_limit() - commit_total() + (status_ok(status) ? more : 0);
    if (could == can) /* else others have charged, or given back, while it waited */
        must_be("a commit", start, status, can ? STATUS_SUCCESS : STATUS_COMMITMENT_LIMIT);
    if (!status_ok(status))
        return;
    for (uint32_t i = first; i < first + count; i++)
        if (region->page[i].committed)
            page_protect(&region->page[i], protection);
        else
            fresh_page(&region->page[i], true, protection);
}

static void decommit(struct worker *worker)
{
    struct region *region = some_private(worker);
    uint32_t first, count;
    if (!region)
        return;
    some_range(region, &first, &count);
    uint32_t start = region->start + first * PAGE_SIZE;
    must_be("a decommit", start, virtual_decommit(&worker->space, start, start + count * PAGE_SIZE),
            STATUS_SUCCESS);
    for (uint32_t i = first; i < first + count; i++)
        region->page[i] = (struct page){0};
}

static void reset(struct worker *worker)
{
    struct region *region = some_to_change(worker);
    uint32_t first, count;
    if (!region)
        return;
    some_range(region, &first, &count);
    uint32_t start = region->start + first * PAGE_SIZE, end = start + count * PAGE_SIZE;
    ntstatus status = reset_check(&worker->space, start, end);
    must_be("a reset", start, status,
            region->kind == REGION_IMAGE ? STATUS_USER_MAPPED_FILE : STATUS_SUCCESS);
    if (!status_ok(status))
        return;
    reset_range(&worker->space, start, end);
    for (uint32_t i = first; i < first + count; i++)
        region->page[i].unwanted =
            region->page[i].committed && (region->kind == REGION_PRIVATE || region->page[i].own);
}

static void give_up(struct worker *worker, struct region *region)
{
    if (region->kind == REGION_PRIVATE)
        must_be("a release", region->start, machine_release(&worker->space, region->start), STATUS_SUCCESS);
    else
        must_be("an unmap", region->start,
                view_unmap(&worker->space, region->start + PAGE_SIZE * below(region->pages)), STATUS_SUCCESS);
    region->kind = REGION_NONE;
}

static void release(struct worker *worker)
{
    struct region *region = some_to_change(worker);
    if (region)
        give_up(worker, region);
}

/* A part in the middle goes: the model forgets what lies behind it, so that is released, too. */
static void release_part(struct worker *worker)
{
    struct region *region = some_private(worker);
    uint32_t first, count;
    if (!region || region->pages < 3)
        return;
    some_range(region, &first, &count);
    if (first == 0 && count == region->pages)
        return;
    uint32_t start = region->start + first * PAGE_SIZE, end = start + count * PAGE_SIZE,
             behind = region->pages - first - count;
    must_be("a release of a part", start, virtual_release(&worker->space, &start, &end), STATUS_SUCCESS);
    if (first == 0) {
        region->start = end;
        region->pages = behind;
        memmove(region->page, region->page + count, behind * sizeof region->page[0]);
        return;
    }
    region->pages = first;
    if (behind > 0)
        must_be("a release behind a part", end, machine_release(&worker->space, end), STATUS_SUCCESS);
}

/* Of a page of a region of that kind; what a program may ask for there. */
static enum protection some_protection(const struct region *region)
{
    static const enum protection shared[] = {PROT_READWRITE, PROT_READWRITE, PROT_READONLY,
                                             PROT_NOACCESS,  PROT_WRITECOPY, PROT_READWRITE | PROT_GUARD};
    static const enum protection read_only[] = {PROT_READONLY, PROT_READONLY, PROT_NOACCESS, PROT_WRITECOPY,
                                                PROT_READONLY | PROT_GUARD};
    static const enum protection copied[] = {PROT_WRITECOPY, PROT_WRITECOPY, PROT_READONLY, PROT_NOACCESS,
                                             PROT_WRITECOPY | PROT_GUARD};
    switch (region->kind) {
    case REGION_SHARED:
        return shared[below(6)];
    case REGION_READ_ONLY:
        return read_only[below(5)];
    case REGION_COPIED:
    case REGION_IMAGE:
        return copied[below(5)];
    case REGION_PRIVATE:
    case REGION_NONE:
        break;
    }
    return private_protection();
}

static bool all_committed(const struct region *region, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        if (!region->page[i].committed)
            return false;
    return true;
}

static void protect(struct worker *worker)
{
    struct region *region = some_to_change(worker);
    uint32_t first, count;
    enum protection old;
    if (!region)
        return;
    enum protection protection = some_protection(region);
    some_range(region, &first, &count);
    bool charged = region->kind != REGION_PRIVATE && protection_copies(protection);
    if (charged)
        count = 1; /* it may meet the commit limit half-way */
    uint32_t start = region->start + first * PAGE_SIZE;
    ntstatus wanted = all_committed(region, first, count) ? STATUS_SUCCESS : STATUS_NOT_COMMITTED;
    ntstatus status = virtual_protect(&worker->space, start, start + count * PAGE_SIZE, protection, &old);
    if (charged && status == STATUS_COMMITMENT_LIMIT)
        return;
    if (status == STATUS_WAS_UNLOCKED)
        status = STATUS_SUCCESS;
    must_be("a protect", start, status, wanted);
    for (uint32_t i = first; wanted == STATUS_SUCCESS && i < first + count; i++)
        page_protect(&region->page[i], protection);
}

static enum protection view_protection(enum region_kind kind)
{
    return kind == REGION_SHARED ? PROT_READWRITE : kind == REGION_READ_ONLY ? PROT_READONLY : PROT_WRITECOPY;
}

static void map(struct worker *worker)
{
    struct region *region = some_region(worker, true);
    uint32_t section = below(SECTIONS);
    if (!region || !sections[section])
        return;
    enum region_kind kind = section == IMAGE ? REGION_IMAGE : (enum region_kind)(REGION_SHARED + below(3));
    region->section = section;
    region->first = section == IMAGE ? 0 : below(sections[section]->pages);
    region->pages =
        section == IMAGE ? sections[IMAGE]->pages : 1 + below(sections[section]->pages - region->first);
    region->start = some_place(worker, region->pages);
    ntstatus status = view_map(&worker->space, sections[section], region->first, region->pages,
                               view_protection(kind), sections[section]->protection, &region->start);
    if (no_room(status))
        return;
    if (!status_ok(status))
        must_be("a view", region->start, status, STATUS_SUCCESS);
    region->kind = kind;
    for (uint32_t i = 0; i < region->pages; i++)
        fresh_page(&region->page[i], true,
                   section == IMAGE ? section_protection(sections[IMAGE], i) : view_protection(kind));
}

/* ---- sections, spaces ---- */

static void new_section(uint32_t index)
{
    ntstatus status =
        section_of_page_file((1 + below(SECTION_PAGES)) * PAGE_SIZE, PROT_READWRITE, false, &sections[index]);
    if (no_room(status))
        sections[index] = NULL;
    else
        must_be("a section", index, status, STATUS_SUCCESS);
    memset(section_content[index], 0, sizeof section_content[index]);
}

static bool is_mapped(uint32_t section)
{
    for (uint32_t w = 0; w < WORKERS; w++)
        for (uint32_t i = 0; i < REGIONS; i++)
            if (workers[w].regions[i].kind > REGION_PRIVATE && workers[w].regions[i].section == section)
                return true;
    return false;
}

/* One that nobody maps is replaced by another. */
static void change_section(struct worker *unused)
{
    (void)unused;
    uint32_t index = 1 + below(SECTIONS - 1);
    if (is_mapped(index))
        return;
    if (sections[index])
        section_dereference(sections[index]);
    new_section(index);
}

static void begin_space(struct worker *worker, uint32_t owner)
{
    memset(worker->regions, 0, sizeof worker->regions);
    must_be("a space", owner, space_create(&worker->space, owner), STATUS_SUCCESS);
    machine_enter(&worker->space);
}

/* Helpers find nothing to touch any more: to clean it waits for its page tables. */
static void end_space(struct worker *worker)
{
    memset(worker->regions, 0, sizeof worker->regions);
    space_clean(&worker->space);
    machine_enter(NULL);
    space_destroy(&worker->space);
}

/* ---- trimming ---- */

static void settle(struct worker *unused)
{
    (void)unused;
    wait_delay(clock_now() + (1 + below(64)) * CLOCK_STEP, WAIT_DELAY_EXECUTION);
}

/* The kernel's own appetite, in and out of the frames. */
static void use_pool(struct worker *unused)
{
    void **block = &blocks[below(BLOCKS)];
    (void)unused;
    pool_free(*block);
    *block = below(2) ? pool_alloc(1 + below(BLOCK_BYTES), POOL_TAG('T', 'e', 's', 't')) : NULL;
}

static void fail_disk(struct worker *unused)
{
    (void)unused;
    machine_disk_fail((int32_t)below(8));
    failures += WORKERS * (1 + HELPERS);
}

static void trim(struct worker *worker)
{
    page_t page;
    for (uint32_t count = 1 + below(8); count > 0 && policy_current()->victim(&worker->space, &page); count--)
        space_trim_page(&worker->space, page);
}

static void trim_region(struct worker *worker)
{
    const struct region *region = some_region(worker, false);
    for (uint32_t i = 0; region && i < region->pages; i++) {
        page_t page = {region->start + i * PAGE_SIZE};
        if (pagetable_exists(page) && pte_kind(*pagetable_entry(page)) == PTE_VALID && below(2))
            space_trim_page(&worker->space, page);
    }
}

static void trim_tables(struct worker *worker)
{
    tables_trim(&worker->space, 1 + below(8));
}

/* ---- working sets ---- */

static void empty(struct worker *worker)
{
    workingset_empty(&worker->space);
    if (worker->space.working_set != worker->space.locked)
        machine_fail("%u pages are left of an empty working set, %u locked",
                     (unsigned)worker->space.working_set, (unsigned)worker->space.locked);
}

static void change_limits(struct worker *worker)
{
    const struct workingset_limits limits = {.minimum = 10 + below(60),
                                             .maximum = 20 + below(80),
                                             .hard_minimum = below(8) == 0,
                                             .hard_maximum = below(2) == 0};
    ntstatus status = workingset_limit(&worker->space, &limits);
    bool bad = limits.minimum > limits.maximum || worker->space.locked + WORKINGSET_FLUID >= limits.maximum;
    if (!bad && status == STATUS_INSUFFICIENT_RESOURCES && limits.hard_minimum)
        return;
    if (status == STATUS_WORKING_SET_LIMIT_RANGE && !bad)
        return;
    must_be("limits", 0, status, bad ? STATUS_BAD_WORKING_SET_LIMIT : STATUS_SUCCESS);
}

/* A page of which the model knows that a touch gives it. */
static void lock(struct worker *worker)
{
    const struct region *region = some_region(worker, false);
    uint32_t index = region ? below(region->pages) : 0;
    if (!region)
        return;
    uint32_t address = region->start + index * PAGE_SIZE;
    read_page(worker, address);
    const struct page *page = &region->page[index];
    if (!page->committed || page->guard || !protection_readable(page->protection))
        return;
    ntstatus status = pagelock_lock(&worker->space, address, address + PAGE_SIZE, 1 + below(3));
    if (status == STATUS_WAS_LOCKED || status == STATUS_WORKING_SET_QUOTA ||
        status == STATUS_INSUFFICIENT_RESOURCES || try_again(status))
        return;
    must_be("a lock", address, status, STATUS_SUCCESS);
}

static void unlock(struct worker *worker)
{
    const struct region *region = some_region(worker, false);
    for (uint32_t i = 0; region && i < region->pages; i++) {
        page_t page = {region->start + i * PAGE_SIZE};
        unsigned kinds = pagelock_kinds(&worker->space, page);
        ntstatus status =
            pagelock_unlock(&worker->space, page.address, page.address + PAGE_SIZE, kinds ? kinds : 1);
        must_be("an unlock", page.address, status, kinds ? STATUS_SUCCESS : STATUS_NOT_LOCKED);
    }
}

static void read_ahead(struct worker *worker)
{
    const struct region *region = some_region(worker, false);
    if (region)
        prefetch(&worker->space, region->start, region->start + region->pages * PAGE_SIZE,
                 &(uint32_t){prefetch_room()});
}

/* ---- the run ---- */

static void touch_page(struct worker *worker, struct region *region, uint32_t index)
{
    uint32_t what = below(16), address = region->start + index * PAGE_SIZE;
    if (what == 0 && region->helpers == 0) {
        region->alone = true; /* between its read and its write nobody else may write */
        kernel_touch(region, index);
        region->alone = false;
    } else if (what < 8)
        write_page(worker, address);
    else
        read_page(worker, address);
}

static void touch(struct worker *worker)
{
    struct region *region = some_region(worker, false);
    if (region)
        touch_page(worker, region, below(region->pages));
}

static void sweep(struct worker *worker)
{
    struct region *region = some_region(worker, false);
    for (uint32_t i = 0; region && i < region->pages; i++)
        touch_page(worker, region, i);
}

static void renew_space(struct worker *worker)
{
    uint32_t owner = worker->space.owner;
    if (below(8) > 0 || worker->helpers > 0)
        return;
    end_space(worker);
    begin_space(worker, owner);
}

/* How often each is done, in 256 operations; the rest are touches. */
static const struct {
    uint32_t often;
    void (*operation)(struct worker *worker);
} kinds[] = {{8, reserve},      {6, commit},        {2, decommit},       {2, release},
             {4, release_part}, {6, map},           {10, protect},       {1, trim},
             {2, trim_region},  {3, trim_tables},   {2, change_section}, {1, settle},
             {1, fail_disk},    {4, use_pool},      {1, renew_space},    {60, sweep},
             {1, empty},        {2, change_limits}, {12, lock},          {3, unlock},
             {3, read_ahead},   {4, reset}};

static void operate(struct worker *worker)
{
    uint32_t what = below(256);
    for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (what < kinds[i].often) {
            kinds[i].operation(worker);
            return;
        }
        what -= kinds[i].often;
    }
    touch(worker);
}

/* After each operation of a short run; of a long one, whose like has been seen, after every sixteenth. */
static void count_books(void)
{
    if (operations > 100000 && operation % 16 != 0)
        return;
    counted++;
    verify_books();
    machine_check_translations(operation % 256 == 0);
}

/* What it touches may be changed, deleted or made anew before it has it. */
static void help_once(struct worker *worker)
{
    struct region *region = some_region(worker, false);
    if (!region || region->alone)
        return;
    region->touched = below(region->pages);
    uint32_t address = region->start + region->touched * PAGE_SIZE;
    worker->helpers++;
    region->helpers++;
    machine_enter(&worker->space);
    if (below(2))
        write_page(worker, address);
    else
        read_page(worker, address);
    machine_enter(NULL);
    region->helpers--;
    worker->helpers--;
}

/* Now and then it lets time pass: the workers may all be waiting for the disk. */
static void help(void *of)
{
    while (operation < operations) {
        help_once(of);
        if (below(16) == 0)
            wait_delay(clock_now() + CLOCK_STEP, WAIT_DELAY_EXECUTION);
        else
            dispatcher_yield();
    }
}

static void begin_helpers(struct worker *worker)
{
    for (uint32_t i = 0; i < HELPERS; i++)
        worker->threads[i] = machine_thread("Helper", PRIORITY_NORMAL, help, worker);
}

static void work(void *of)
{
    struct worker *worker = of;
    begin_space(worker, 24 + 4 * (uint32_t)(worker - workers));
    begin_helpers(worker);
    while (operation < operations) {
        if (++operation == log_from)
            log_choose("all");
        operate(worker);
        count_books();
        if (below(4) == 0)
            dispatcher_yield();
    }
    for (uint32_t i = 0; i < HELPERS; i++)
        wait_one(&worker->threads[i]->ended, WAIT_EXECUTIVE, WAIT_FOREVER);
    end_space(worker);
}

static void make_image(void)
{
    static uint8_t bytes[IMAGE_FILE_BYTES];
    struct pe_image parsed;
    image_make(bytes);
    if (!status_ok(pe_parse(bytes, sizeof bytes, sizeof bytes, &parsed)))
        machine_fail("the image");
    image_map(&parsed, bytes, image_pages);
    must_be("an image", 0, section_of_image(machine_file("\\T.EXE", bytes, sizeof bytes), &sections[IMAGE]),
            STATUS_SUCCESS);
    for (uint32_t i = 0; i < sections[IMAGE]->pages; i++)
        section_content[IMAGE][i] = SEED_IMAGE | i;
}

static void everything_is_given_back(void)
{
    for (uint32_t i = 0; i < BLOCKS; i++)
        pool_free(blocks[i]);
    for (uint32_t i = 0; i < SECTIONS; i++)
        if (sections[i])
            section_dereference(sections[i]);
    section_purge_all();
    machine_disk_latency(0);
    machine_settle();
    verify_books();
    if (commit_total() != 0 || frames_available() != frames_total())
        machine_fail("%u pages stay committed, %u of %u frames are free", (unsigned)commit_total(),
                     (unsigned)frames_available(), (unsigned)frames_total());
}

static void random_work_keeps_every_byte_and_the_books(void)
{
    struct thread *threads[WORKERS];
    random_state = seed * 2654435761u + 1;
    machine_on_fail = say_how_to_repeat;
    log_choose("-all");
    make_image();
    machine_disk_latency(machines[machine].latency);
    for (uint32_t i = 1; i < SECTIONS; i++)
        new_section(i);
    for (uint32_t i = 0; i < WORKERS; i++)
        threads[i] = machine_thread("Worker", PRIORITY_NORMAL, work, &workers[i]);
    for (uint32_t i = 0; i < WORKERS; i++)
        wait_one(&threads[i]->ended, WAIT_EXECUTIVE, WAIT_FOREVER);
    everything_is_given_back();
    printf("# %u operations, books counted %u times\n", (unsigned)operation, (unsigned)counted);
}

int main(int count, char **arguments)
{
    operations = count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 0) : OPERATIONS;
    seed = count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 0) : 1;
    log_from = count > 4 ? (uint32_t)strtoul(arguments[4], NULL, 0) : 0;
    for (machine = 0; machine < MACHINES; machine++)
        if ((count <= 3 || machine == strtoul(arguments[3], NULL, 0)) &&
            policy_choose(machines[machine].policy))
            RUN_ON_MACHINE(machines[machine].frames, machines[machine].slots,
                           random_work_keeps_every_byte_and_the_books);
    return unit_end();
}
