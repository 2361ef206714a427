// machine
/*
 * Threads of one space that take no care of each other: each changes regions, views and sections under the
 * space's lock, as system services do, while the others touch the same pages, on a slow disk, with few
 * frames. What a touch gives is nobody's promise here; that the kernel keeps its own rules and its books is.
 * torture_mmu knows the contents. Once more with prototype PTEs that leave memory, and a disk that never
 * fails, because the kernel cannot do without them.
 *
 *   torture_race [OPERATIONS [SEED]]
 */
#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pagedpool.h"
#include "mmu/policy.h"
#include "mmu/section.h"
#include "mmu/systemspace.h"
#include "mmu/view.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"
#include "tests/unit/host.h"
#include "tests/unit/image.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define OPERATIONS 20000u
#define THREADS    6u
#define FIRST      0x103f0000u /* one unit below the end of a page table */
#define FRAMES     60u
#define UNITS      8u
#define UNIT_PAGES (LAYOUT_GRANULARITY / PAGE_SIZE)
#define PAGES      (UNITS * UNIT_PAGES)
#define SECTIONS   2u

static struct space space;
static struct section *sections[SECTIONS], *image;
static uint32_t operations, operation, seed, random_state, done_well;
static bool paged; /* prototype PTEs may leave */

static uint32_t below(uint32_t bound)
{
    return host_random(&random_state) % bound;
}

static void say_how_to_repeat(void)
{
    printf("# operation %u; again: torture_race %u %u\n", (unsigned)operation, (unsigned)operations,
           (unsigned)seed);
}

static uint32_t some_page(void)
{
    return FIRST + below(PAGES) * PAGE_SIZE;
}

static uint32_t some_unit(void)
{
    return FIRST + below(UNITS) * LAYOUT_GRANULARITY;
}

static uint32_t some_end(uint32_t start)
{
    return start + (1 + below(12)) * PAGE_SIZE;
}

static enum protection some_protection(void)
{
    static const enum protection all[] = {PROT_READWRITE,
                                          PROT_READWRITE,
                                          PROT_READONLY,
                                          PROT_NOACCESS,
                                          PROT_EXECUTE_READWRITE,
                                          PROT_WRITECOPY,
                                          PROT_EXECUTE_READ,
                                          PROT_READWRITE | PROT_GUARD,
                                          PROT_READONLY | PROT_GUARD};
    return all[below(sizeof all / sizeof all[0])];
}

/* Services never ask for private pages that are copied. */
static enum protection private_protection(void)
{
    return protection_of_copy(some_protection());
}

static ntstatus reserve(void)
{
    uint32_t start = some_unit();
    struct vad *vad;
    return virtual_reserve(&space, &start, some_end(0) * (1 + below(2)), private_protection(), below(2),
                           false, &vad);
}

static ntstatus commit(void)
{
    uint32_t start = some_page();
    return virtual_commit(&space, start, some_end(start), private_protection());
}

static ntstatus decommit(void)
{
    uint32_t start = some_page();
    return virtual_decommit(&space, start, some_end(start));
}

static ntstatus release(void)
{
    return machine_release(&space, some_unit());
}

static ntstatus release_part(void)
{
    uint32_t start = some_page(), end = some_end(start);
    return virtual_release(&space, &start, &end);
}

static ntstatus protect(void)
{
    uint32_t start = some_page();
    enum protection old;
    return virtual_protect(&space, start, some_end(start), some_protection(), &old);
}

static ntstatus map(void)
{
    static const enum protection all[] = {PROT_READWRITE, PROT_READONLY, PROT_WRITECOPY, PROT_NOACCESS};
    uint32_t start = some_unit();
    struct section *section = sections[below(SECTIONS)];
    return section
               ? view_map(&space, section, 0, section->pages, all[below(4)], PROT_EXECUTE_READWRITE, &start)
               : STATUS_SUCCESS;
}

static ntstatus map_image(void)
{
    uint32_t start = some_unit();
    return view_map(&space, image, 0, image->pages, PROT_EXECUTE_WRITECOPY, PROT_EXECUTE_READWRITE, &start);
}

static ntstatus unmap(void)
{
    return view_unmap(&space, some_page());
}

static ntstatus change_section(void)
{
    uint32_t index = below(SECTIONS);
    struct section *section = sections[index];
    sections[index] = NULL;
    if (section)
        section_dereference(section);
    else if (!status_ok(section_of_page_file((4 + below(10)) * PAGE_SIZE, PROT_EXECUTE_READWRITE,
                                             paged && below(2), &sections[index])))
        sections[index] = NULL;
    return STATUS_SUCCESS;
}

static ntstatus trim(void)
{
    page_t page;
    for (uint32_t count = below(30); count > 0 && policy_current()->victim(&space, &page); count--)
        space_trim_page(&space, page);
    if (paged)
        system_space_trim(below(4));
    return STATUS_SUCCESS;
}

/* What is on Standby is at home only. */
static ntstatus drop(void)
{
    pfn_t taken[FRAMES];
    uint32_t count = 0;
    while (frames_available() > 12)
        taken[count++] = frame_take();
    while (count > 0)
        frame_free(taken[--count]);
    return STATUS_SUCCESS;
}

static ntstatus query(void)
{
    struct virtual_information information;
    virtual_query(&space, some_page(), &information);
    return STATUS_SUCCESS;
}

/* How often each is done, in 64 operations; the rest are touches. */
static const struct {
    uint32_t often;
    ntstatus (*operation)(void);
} kinds[] = {{4, reserve}, {4, commit}, {2, decommit},      {1, release}, {1, release_part},
             {4, protect}, {2, map},    {1, map_image},     {2, unmap},   {1, trim},
             {2, drop},    {1, query},  {1, change_section}};

/* Pages in a row, so that memory runs short. */
static void touch(void)
{
    uint32_t first = some_page(), what = below(8);
    for (uint32_t page = first; page < some_end(first) && page < FIRST + PAGES * PAGE_SIZE; page += PAGE_SIZE)
        if (what == 0)
            done_well += status_ok(machine_kernel_touch(page, MACHINE_WRITE));
        else
            done_well += status_ok(machine_touch(page, what < 3 ? MACHINE_READ : MACHINE_WRITE));
}

static void operate(void)
{
    uint32_t what = below(64);
    for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; what -= kinds[i++].often)
        if (what < kinds[i].often) {
            space_lock(&space);
            done_well += status_ok(kinds[i].operation());
            space_unlock(&space);
            return;
        }
    touch();
}

/* The stack that the thread says it has changes, too; each has a TEB page of its own that nobody keeps in
 * order. */
static void change_stack(void)
{
    uint32_t values[] = {below(2) ? some_page() : LAYOUT_USER_LOW, below(2) ? some_page() : layout.user_end};
    uint32_t limit = some_page(), guaranteed = below(4) ? below(8) * PAGE_SIZE : some_page();
    struct thread *thread = thread_current();
    thread->teb = 0;
    uint32_t teb = some_page();
    machine_write(teb + 4, &values[1], 4);
    machine_write(teb + 8, &limit, 4);
    machine_write(teb + 0xf78, &guaranteed, 4);
    if (machine_write(teb + 0xe0c, &values[0], 4) == STATUS_SUCCESS)
        thread->teb = teb;
}

static void work(void *unused)
{
    (void)unused;
    machine_enter(&space);
    while (operation < operations) {
        operation++;
        operate();
        if (below(64) == 0)
            change_stack();
        if (below(128) == 0 && !paged)
            machine_disk_fail((int32_t)below(8));
        if (below(64) == 0)
            machine_disk_latency(below(2) * below(4) * CLOCK_STEP);
        if (below(3) == 0)
            dispatcher_yield();
    }
    machine_enter(NULL);
}

static void begin(void)
{
    static uint8_t bytes[IMAGE_FILE_BYTES];
    random_state = seed * 2654435761u + 1;
    machine_on_fail = say_how_to_repeat;
    log_choose("-all");
    if (paged) {
        system_space_start(4);
        paged_pool_start();
    }
    image_make(bytes);
    if (!status_ok(section_of_image(machine_file("\\T.EXE", bytes, sizeof bytes), &image)) ||
        !status_ok(space_create(&space, 24)))
        machine_fail("the beginning");
}

static void everything_is_given_back(void)
{
    for (uint32_t i = 0; i < SECTIONS; i++)
        if (sections[i])
            section_dereference(sections[i]);
    machine_enter(&space);
    space_clean(&space);
    machine_enter(NULL);
    space_destroy(&space);
    section_dereference(image);
    section_purge_all();
    machine_settle();
    verify_books();
    CHECK(commit_total() == 0 && frames_available() == frames_total() && slots_in_use() == 0);
}

static void threads_of_one_space_take_no_care_of_each_other(void)
{
    struct thread *threads[THREADS];
    begin();
    for (uint32_t i = 0; i < THREADS; i++)
        threads[i] = machine_thread("Racer", PRIORITY_NORMAL, work, NULL);
    for (uint32_t i = 0; i < THREADS; i++)
        wait_one(&threads[i]->ended, WAIT_EXECUTIVE, WAIT_FOREVER);
    machine_disk_fail(-1);
    machine_disk_latency(0);
    machine_settle();
    verify_books();
    everything_is_given_back();
    printf("# %u operations, %u of them went well, %u reads, %u writes\n", (unsigned)operation,
           (unsigned)done_well, (unsigned)machine_disk_reads(), (unsigned)machine_disk_writes());
}

static void nor_of_prototypes_that_leave(void)
{
    paged = true;
    threads_of_one_space_take_no_care_of_each_other();
}

int main(int count, char **arguments)
{
    operations = count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 0) : OPERATIONS;
    for (seed = count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 0) : 1; seed <= 4 || count > 2; seed++) {
        RUN_ON_MACHINE(FRAMES, 100, threads_of_one_space_take_no_care_of_each_other);
        RUN_ON_MACHINE(FRAMES, 100, nor_of_prototypes_that_leave);
        if (count > 2)
            break;
    }
    return unit_end();
}
