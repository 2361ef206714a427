// machine
/*
 * Threads of two spaces that share one file, mapped by each of them as it likes and read and written as a
 * file, on a disk that is slow and fails now and then, with few frames. Of each byte one thread knows what it
 * must be: the file is cut into pieces that the threads own in turn, and its end, which grows and shrinks, is
 * the first one's. A write that the disk refused leaves the bytes unknown until the next one. Once more with
 * prototype PTEs that leave memory, and a disk that never fails, because the kernel cannot do without them.
 *
 *   torture_mapped [OPERATIONS [SEED]]
 */
#include <string.h>
#include "firmware/clock.h"
#include "firmware/log.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pagedpool.h"
#include "mmu/pagelock.h"
#include "mmu/pagewriter.h"
#include "mmu/policy.h"
#include "mmu/prefetch.h"
#include "mmu/section.h"
#include "mmu/systemspace.h"
#include "mmu/verify.h"
#include "mmu/view.h"
#include "mmu/workingset.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"
#include "storage/volumelock.h"
#include "tests/unit/host.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define OPERATIONS 20000u
#define PATH       "\\SHARED.DAT"
#define FRAMES     84u
#define THREADS    5u
#define PIECE      1361u /* neither sectors nor pages end where pieces do */
#define PIECES     65u
#define FIXED      (PIECE * PIECES)
#define TAIL       (5 * PAGE_SIZE)
#define MOST       (FIXED + TAIL)
#define PART       (2 * PAGE_SIZE)
#define COPIES     4u

struct view {
    uint32_t base, first, pages; /* base 0: none */
};

struct actor {
    struct space *space;
    uint32_t number;
    struct section *section; /* its own reference, or NULL */
    struct view view, copy;
    uint32_t written[COPIES]; /* bytes of the copying view, by the file's offset: 0 is none */
    uint8_t copies[COPIES];
};

static struct space both[2];
static struct actor actors[THREADS];
static struct file *file;
static uint8_t known[MOST];
static bool unsure[MOST];
static uint32_t size; /* the file's: only the first actor changes it */
static uint32_t operations, operation, seed, random_state, compared;
static bool paged; /* prototype PTEs may leave */

static uint32_t below(uint32_t bound)
{
    return host_random(&random_state) % bound;
}

static void say_how_to_repeat(void)
{
    printf("# operation %u; again: torture_mapped %u %u\n", (unsigned)operation, (unsigned)operations,
           (unsigned)seed);
}

/* ---- the model ---- */

static void is_now(uint32_t offset, const uint8_t *bytes, uint32_t count, bool sure)
{
    for (uint32_t i = 0; i < count; i++) {
        known[offset + i] = bytes[i];
        unsure[offset + i] = !sure;
    }
}

static void compare(const char *how, uint32_t offset, const uint8_t *bytes, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!unsure[offset + i] && bytes[i] != known[offset + i])
            machine_fail("%s: byte %u is %02x, not %02x", how, offset + i, bytes[i], known[offset + i]);
    compared += count;
}

/* Some bytes of the actor's, all in the file. */
static uint32_t some_part(const struct actor *actor, uint32_t *count)
{
    uint32_t start = (below(PIECES / THREADS) * THREADS + actor->number) * PIECE, end = start + PIECE;
    if (actor->number == 0 && below(3) == 0) {
        start = FIXED;
        end = size;
    }
    start += below(end - start);
    *count = end - start < PART ? end - start : PART;
    *count = 1 + below(*count);
    return start;
}

static const uint8_t *some_bytes(uint32_t count)
{
    static uint8_t bytes[PART];
    for (uint32_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)below(256);
    return bytes;
}

/* ---- as a file ---- */

static void write_file(struct actor *actor)
{
    uint32_t count, offset = some_part(actor, &count), done;
    uint8_t bytes[PART];
    memcpy(bytes, some_bytes(count), count);
    is_now(offset, bytes, count, status_ok(file_write(file, offset, bytes, count, &done)));
}

static void read_file(struct actor *actor)
{
    uint32_t count, offset = some_part(actor, &count), done;
    uint8_t bytes[PART];
    if (!status_ok(file_read(file, offset, bytes, count, &done)))
        return;
    CHECK(done == count);
    compare("read", offset, bytes, count);
}

static void flush_file(struct actor *actor)
{
    (void)actor;
    section_flush_file(file);
}

/* ---- in memory ---- */

/* Where a part lies in a view; 0: not, or only its beginning. */
static uint32_t in_view(const struct view *view, uint32_t offset, uint32_t *count)
{
    uint32_t start = view->first * PAGE_SIZE, end = start + view->pages * PAGE_SIZE;
    if (!view->base || offset < start || offset >= end)
        return 0;
    *count = *count < end - offset ? *count : end - offset;
    return view->base + offset - start;
}

static void write_memory(struct actor *actor)
{
    uint32_t count, offset = some_part(actor, &count), address = in_view(&actor->view, offset, &count);
    uint8_t bytes[PART];
    if (!address)
        return;
    memcpy(bytes, some_bytes(count), count);
    is_now(offset, bytes, count, status_ok(machine_write(address, bytes, count)));
}

static void read_memory(struct actor *actor)
{
    uint32_t count, offset = some_part(actor, &count), address = in_view(&actor->view, offset, &count);
    uint8_t bytes[PART];
    if (address && status_ok(machine_read(address, bytes, count)))
        compare("memory", offset, bytes, count);
}

/* Behind the end of the file in its last page: nobody's, and zeros when the file grows over it. */
static void write_behind_the_end(struct actor *actor)
{
    uint32_t count = 1, address = in_view(&actor->view, size, &count);
    if (actor->number == 0 && address && size % PAGE_SIZE)
        machine_write(address, some_bytes(1), 1);
}

static void write_copy(struct actor *actor)
{
    uint32_t count, offset = some_part(actor, &count), which = below(COPIES);
    uint32_t address = in_view(&actor->copy, offset, &count);
    uint8_t byte = (uint8_t)below(256);
    if (!address || offset == 0 || !status_ok(machine_write(address, &byte, 1)))
        return;
    for (uint32_t i = 0; i < COPIES; i++)
        if (actor->written[i] == offset)
            actor->written[i] = 0;
    actor->written[which] = offset;
    actor->copies[which] = byte;
}

static void read_copy(struct actor *actor)
{
    uint32_t count = 1, which = below(COPIES);
    uint32_t address = in_view(&actor->copy, actor->written[which], &count);
    uint8_t byte;
    if (actor->written[which] && address && status_ok(machine_read(address, &byte, 1)) &&
        byte != actor->copies[which])
        machine_fail("a copied byte is %02x, not %02x", byte, actor->copies[which]);
}

/* ---- sections and views ---- */

/* Now and then everybody lets go, so that the section ends. */
static bool everybody_rests(void)
{
    return operation % 2000 < 200;
}

static void take_section(struct actor *actor)
{
    if (actor->section || everybody_rests())
        return;
    volume_lock();
    if (!status_ok(section_of_file(file, 1 + below(file->size), &actor->section)))
        actor->section = NULL;
    volume_unlock();
}

static void drop_section(struct actor *actor)
{
    struct section *section = actor->section;
    actor->section = NULL;
    if (section)
        section_dereference(section);
}

/* Under the space's lock, as the services do it. */
static void map_view(struct actor *actor, struct view *view, enum protection protection)
{
    take_section(actor);
    if (view->base || !actor->section)
        return;
    uint32_t all = actor->section->pages;
    view->first = below(3) ? 0 : below(all);
    view->pages = below(3) ? all - view->first : 1 + below(all - view->first);
    if (!status_ok(view_map(actor->space, actor->section, view->first, view->pages, protection,
                            PROT_READWRITE, &view->base)))
        view->base = 0;
}

static void unmap_view(struct actor *actor, struct view *view)
{
    if (view->base)
        CHECK(view_unmap(actor->space, view->base) == STATUS_SUCCESS);
    view->base = 0;
}

static void map(struct actor *actor)
{
    map_view(actor, &actor->view, PROT_READWRITE);
}

static void unmap(struct actor *actor)
{
    unmap_view(actor, &actor->view);
}

static void map_copy(struct actor *actor)
{
    map_view(actor, &actor->copy, PROT_WRITECOPY);
}

static void unmap_copy(struct actor *actor)
{
    unmap_view(actor, &actor->copy);
    memset(actor->written, 0, sizeof actor->written);
}

static void flush(struct actor *actor)
{
    uint32_t start = actor->view.base, bytes = below(2) ? 0 : below(actor->view.pages * PAGE_SIZE + 2);
    if (start)
        view_flush(actor->space, &start, &bytes);
}

static void read_ahead(struct actor *actor)
{
    if (actor->view.base)
        prefetch(actor->space, actor->view.base, actor->view.base + actor->view.pages * PAGE_SIZE,
                 &(uint32_t){prefetch_room()});
}

/* A page of the view, and the one behind it. */
static uint32_t some_page(const struct view *view)
{
    return view->base + below(view->pages) * PAGE_SIZE;
}

static void lock_pages(struct actor *actor)
{
    uint32_t page = actor->view.base ? some_page(&actor->view) : 0;
    if (page)
        pagelock_lock(actor->space, page, page + PAGE_SIZE, PAGELOCK_PROCESS);
}

static void unlock_pages(struct actor *actor)
{
    uint32_t page = actor->view.base ? some_page(&actor->view) : 0;
    if (page)
        pagelock_unlock(actor->space, page, page + PAGE_SIZE, PAGELOCK_PROCESS);
}

static void protect(struct actor *actor)
{
    static const enum protection all[] = {PROT_READONLY, PROT_NOACCESS, PROT_READONLY | PROT_GUARD};
    uint32_t page = actor->view.base ? some_page(&actor->view) : 0;
    enum protection old;
    if (!page)
        return;
    CHECK(virtual_protect(actor->space, page, page + PAGE_SIZE, all[below(3)], &old) >= 0);
    dispatcher_yield();
    CHECK(virtual_protect(actor->space, page, page + PAGE_SIZE, PROT_READWRITE, &old) >= 0);
}

/* ---- frames ---- */

static void trim(struct actor *actor)
{
    page_t page;
    for (uint32_t count = below(20); count > 0 && policy_current()->victim(actor->space, &page); count--)
        space_trim_page(actor->space, page);
    if (paged)
        system_space_trim(below(4));
}

static void empty(struct actor *actor)
{
    workingset_empty(actor->space);
}

/* What is on Standby is at home only. */
static void drop(struct actor *actor)
{
    pfn_t taken[FRAMES];
    uint32_t count = 0;
    (void)actor;
    while (frames_available() > 33)
        taken[count++] = frame_take();
    while (count > 0)
        frame_free(taken[--count]);
}

static void press(struct actor *actor)
{
    uint32_t start = 0, pages = 10 + below(30);
    struct vad *vad;
    space_lock(actor->space);
    ntstatus status =
        virtual_reserve(actor->space, &start, pages * PAGE_SIZE, PROT_READWRITE, true, false, &vad);
    space_unlock(actor->space);
    if (!status_ok(status))
        return;
    for (uint32_t page = 0; page < pages; page++)
        machine_touch(start + page * PAGE_SIZE, MACHINE_WRITE);
    space_lock(actor->space);
    CHECK(machine_release(actor->space, start) == STATUS_SUCCESS);
    space_unlock(actor->space);
}

/* ---- the end of the file ---- */

static void has_grown(uint32_t to, ntstatus status)
{
    if (status_ok(status)) {
        memset(known + size, 0, to - size);
        memset(unsure + size, 0, to - size);
        size = to;
    }
}

static void grow(struct actor *actor)
{
    uint32_t to = size + below(MOST - size + 1), offset = size + below(to - size + 1), done;
    uint8_t bytes[PART];
    if (actor->number != 0)
        return;
    to = to - offset < PART ? to : offset + PART;
    if (below(2) || to == offset) {
        has_grown(to, file_set_size(file, to));
        return;
    }
    memcpy(bytes, some_bytes(to - offset), to - offset);
    ntstatus status = file_write(file, offset, bytes, to - offset, &done);
    has_grown(to, status);
    if (status_ok(status))
        is_now(offset, bytes, to - offset, true);
}

static void shrink(struct actor *actor)
{
    if (actor->number != 0)
        return;
    uint32_t to = below(2) ? FIXED + 1 + below(size - FIXED) : size - below((size - 1) % PAGE_SIZE + 1);
    to = to <= FIXED ? FIXED + 1 : to;
    volume_lock();
    if (section_lets_file_shrink(file, to) && status_ok(file_set_size(file, to)))
        size = to;
    volume_unlock();
}

/* ---- all of it ---- */

/* How often each is done, in 128 operations, and whether a service does it under the space's lock. */
static const struct {
    uint32_t often;
    bool locked;
    void (*act)(struct actor *actor);
} kinds[] = {{18, false, write_memory}, {14, false, read_memory}, {10, false, write_file},
             {12, false, read_file},    {6, true, map},           {2, true, unmap},
             {4, true, map_copy},       {2, true, unmap_copy},    {6, false, write_copy},
             {6, false, read_copy},     {6, true, flush},         {3, false, flush_file},
             {4, true, read_ahead},     {3, true, lock_pages},    {3, true, unlock_pages},
             {1, true, protect},        {3, true, trim},          {1, true, empty},
             {3, true, drop},           {4, false, press},        {3, false, drop_section},
             {4, false, grow},          {8, false, shrink},       {2, false, write_behind_the_end}};

static void operate(struct actor *actor)
{
    uint32_t what = below(128);
    for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; what -= kinds[i++].often)
        if (what < kinds[i].often) {
            if (kinds[i].locked)
                space_lock(actor->space);
            kinds[i].act(actor);
            if (kinds[i].locked)
                space_unlock(actor->space);
            return;
        }
}

static void leave(struct actor *actor)
{
    space_lock(actor->space);
    unmap(actor);
    unmap_copy(actor);
    space_unlock(actor->space);
    drop_section(actor);
}

static void act(void *of)
{
    struct actor *actor = of;
    machine_enter(actor->space);
    while (operation < operations) {
        operation++;
        if (everybody_rests())
            leave(actor);
        operate(actor);
        if (actor->number == 0 && file->size != size)
            machine_fail("the file has %u bytes, not %u", file->size, size);
        if (below(128) == 0 && !paged)
            machine_disk_fail((int32_t)below(8));
        if (below(64) == 0)
            machine_disk_latency(below(3) * below(4) * CLOCK_STEP);
        if (operation % 500 == 0)
            verify_books();
        if (below(3) == 0)
            dispatcher_yield();
    }
    leave(actor);
    machine_enter(NULL);
}

static void begin(void)
{
    random_state = seed * 2654435761u + 1;
    machine_on_fail = say_how_to_repeat;
    log_choose("-all");
    if (paged) {
        system_space_start(4);
        paged_pool_start();
    }
    size = FIXED + 100;
    memcpy(known, some_bytes(PART), PART);
    file = machine_file(PATH, known, size);
    for (uint32_t i = 0; i < 2; i++)
        if (!status_ok(space_create(&both[i], 24 + 4 * i)))
            machine_fail("the beginning");
}

static void the_file_is_what_was_written(void)
{
    static uint8_t bytes[MOST];
    uint32_t done;
    enum file_action action;
    CHECK(file->data_section == NULL && frames_modified_of_files() == 0);
    file_close(file);
    CHECK(file_open(PATH, FILE_DISPOSITION_OPEN, 0, false, true, &file, &action) == STATUS_SUCCESS);
    CHECK(file->size == size && file_read(file, 0, bytes, size, &done) == STATUS_SUCCESS);
    compare("at the end", 0, bytes, size);
    file_close(file);
}

static void everything_is_given_back(void)
{
    for (uint32_t i = 0; i < 2; i++) {
        machine_enter(&both[i]);
        space_clean(&both[i]);
        machine_enter(NULL);
        space_destroy(&both[i]);
    }
    machine_settle();
    verify_books();
    CHECK(file_open_count() == 1); /* the page file */
    CHECK(commit_total() == 0 && frames_available() == frames_total() && slots_in_use() == 0);
}

static void no_byte_of_a_shared_file_is_lost(void)
{
    struct thread *threads[THREADS];
    begin();
    for (uint32_t i = 0; i < THREADS; i++) {
        actors[i] = (struct actor){.space = &both[i % 2], .number = i};
        threads[i] = machine_thread("Actor", PRIORITY_NORMAL, act, &actors[i]);
    }
    for (uint32_t i = 0; i < THREADS; i++)
        wait_one(&threads[i]->ended, WAIT_EXECUTIVE, WAIT_FOREVER);
    machine_disk_fail(-1);
    machine_disk_latency(0);
    machine_settle();
    verify_books();
    the_file_is_what_was_written();
    everything_is_given_back();
    printf("# %u operations, %u bytes compared, %u reads, %u writes\n", (unsigned)operation,
           (unsigned)compared, (unsigned)machine_disk_reads(), (unsigned)machine_disk_writes());
}

static void nor_with_prototypes_that_leave(void)
{
    paged = true;
    no_byte_of_a_shared_file_is_lost();
}

int main(int count, char **arguments)
{
    static const char *const policies[] = {"clock", "fifo", "ws", "ad"};
    operations = count > 1 ? (uint32_t)strtoul(arguments[1], NULL, 0) : OPERATIONS;
    for (seed = count > 2 ? (uint32_t)strtoul(arguments[2], NULL, 0) : 1; seed <= 4 || count > 2; seed++) {
        if (policy_choose(policies[seed % 4]))
            RUN_ON_MACHINE(FRAMES, 100, no_byte_of_a_shared_file_is_lost);
        RUN_ON_MACHINE(FRAMES, 100, nor_with_prototypes_that_leave);
        if (count > 2)
            break;
    }
    return unit_end();
}
