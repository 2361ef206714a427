// machine
/*
 * Prototype PTEs that leave memory: sections are made, shown, committed, flushed and deleted while the pages
 * of the paged pool that hold their prototype PTEs come and go. The books are balanced after each step.
 */
#include <string.h>
#include "firmware/clock.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pagedpool.h"
#include "mmu/prefetch.h"
#include "mmu/prototype.h"
#include "mmu/section.h"
#include "mmu/systemspace.h"
#include "mmu/verify.h"
#include "mmu/view.h"
#include "mmu/virtual.h"
#include "mmu/workingset.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"
#include "storage/volumelock.h"
#include "tests/unit/image.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define FRAMES 128u
#define A_PAGE (PAGE_SIZE / sizeof(pte_t)) /* prototype PTEs in a page of the pool */
#define DATA   (IMAGE_BASE + 0x2000)

static struct space space;
static struct section *section;

static void begin(void)
{
    system_space_start(4);
    paged_pool_start();
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
}

static void end(void)
{
    machine_check_translations(true);
    verify_books();
    machine_enter(&space);
    space_clean(&space);
    machine_enter(NULL);
    space_destroy(&space);
    if (section)
        section_dereference(section);
    section_purge_all();
    verify_books();
    CHECK(file_open_count() == 1); /* the page file */
    CHECK(paged_pool_pages() == 0 && system_space.charge == 0 && system_space.held == 0);
    CHECK(commit_total() == 0 && slots_in_use() == 0 && frames_available() == frames_total());
}

static uint32_t map(enum protection protection)
{
    uint32_t base = 0;
    CHECK(view_map(&space, section, 0, section->pages, protection, PROT_EXECUTE_READWRITE, &base) ==
          STATUS_SUCCESS);
    verify_books();
    return base;
}

/* A page-file section with a view of it. */
static uint32_t begin_section(uint32_t pages, bool reserved)
{
    begin();
    CHECK(section_of_page_file(pages * PAGE_SIZE, PROT_READWRITE, reserved, &section) == STATUS_SUCCESS);
    return map(PROT_READWRITE);
}

static void put(uint32_t address, uint32_t word)
{
    CHECK(machine_write(address, &word, sizeof word) == STATUS_SUCCESS);
    verify_books();
}

static uint32_t word_at(uint32_t address)
{
    uint32_t word = 0xdead;
    CHECK(machine_read(address, &word, sizeof word) == STATUS_SUCCESS);
    verify_books();
    return word;
}

/* Every page of the program, and all that may go of the kernel's, leaves; frames that they were in are taken.
 */
static void push_out(void)
{
    uint32_t start = 0, count = frames_total() + 20;
    struct vad *vad;
    workingset_empty(&space);
    CHECK(virtual_reserve(&space, &start, count * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
    for (uint32_t i = 0; i < 2 * count; i++)
        CHECK(machine_touch(start + i % count * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    system_space_trim(POOL_MOST_BYTES / PAGE_SIZE);
    CHECK(machine_release(&space, start) == STATUS_SUCCESS);
    verify_books();
}

static bool is_there(uint32_t page)
{
    return prototype_is_there(section_prototype(section, page));
}

/* ---- away and back ---- */

static void a_page_finds_its_prototype_again(void)
{
    uint32_t base = begin_section(4, false);
    CHECK(section->filled == 4 && is_there(0));
    put(base, 0x12345678);
    push_out();
    CHECK(!is_there(0) && slots_in_use() > 0);
    machine_log_clear();
    CHECK(word_at(base) == 0x12345678 && is_there(0));
    const char *kernel = strstr(machine_log(), " kr e1000000 "),
               *program = strstr(machine_log(), " ur 00010000 ");
    CHECK(kernel && program && kernel < program);
    end();
}

/* It can leave only when it names no frame: valid, in transition, or about to be read. */
static void it_stays_while_it_names_a_frame(void)
{
    uint32_t base = begin_section(2, false);
    put(base, 1);
    system_space_trim(8);
    CHECK(is_there(0));
    workingset_empty(&space);
    system_space_trim(8);
    CHECK(is_there(0) && pte_kind(section_look(section, 0)) == PTE_TRANSITION);
    push_out();
    CHECK(!is_there(0));
    system_space_trim(8);
    CHECK(word_at(base) == 1);
    end();
}

/* Softly: from the list on which it rests. */
static void it_comes_back_softly(void)
{
    uint32_t base = begin_section(2, false);
    system_space_trim(8);
    CHECK(!is_there(0));
    verify_books();
    machine_log_clear();
    put(base, 7);
    CHECK(strstr(machine_log(), "fault TransitionFault 4.8 kr e1000000") && is_there(0));
    push_out();
    CHECK(word_at(base) == 7);
    end();
}

static void each_page_of_many_is_its_own(void)
{
    uint32_t pages = 3 * A_PAGE + 5, base = begin_section(pages, false);
    for (uint32_t page = 0; page < pages; page += A_PAGE / 2)
        put(base + page * PAGE_SIZE, page + 1);
    push_out();
    CHECK(!is_there(0) && !is_there(2 * A_PAGE) && !is_there(pages - 1));
    CHECK(prototype_row(section_prototype(section, A_PAGE - 3), 6) == 3);
    CHECK(prototype_row(section_prototype(section, A_PAGE - 3), 2) == 2);
    for (uint32_t page = 0; page < pages; page += A_PAGE / 2)
        CHECK(word_at(base + page * PAGE_SIZE) == page + 1);
    push_out();
    end();
}

/* Nobody's page is looked at where a frame is asked for. */
static void to_ask_for_a_frame_brings_nothing(void)
{
    uint32_t base = begin_section(2, false);
    put(base, 1);
    CHECK(!pfn_is_none(section_frame(section, 0)));
    push_out();
    CHECK(pfn_is_none(section_frame(section, 0)) && !is_there(0));
    end();
}

static void reading_ahead_brings_it(void)
{
    uint32_t base = begin_section(2, false);
    put(base, 9);
    push_out();
    push_out();
    machine_disk_latency(100);
    prefetch(&space, base, base + PAGE_SIZE, &(uint32_t){prefetch_room()});
    machine_disk_latency(0);
    verify_books();
    CHECK(is_there(0) && pte_kind(section_look(section, 0)) == PTE_TRANSITION);
    CHECK(word_at(base) == 9);
    end();
}

/* ---- made, committed, deleted ---- */

/* None is touched before there is a view, and then each is written, whatever its memory held before. */
static void a_section_is_filled_for_its_first_view(void)
{
    begin();
    uint8_t *dirt = paged_alloc_promised(64, POOL_TAG('P', 'r', 'o', 't')),
            *keeps_the_page = paged_alloc_promised(64, POOL_TAG('P', 'r', 'o', 't'));
    memset(dirt, 0xee, 64);
    paged_free(dirt);
    uint32_t before = system_space.working_set;
    CHECK(section_of_page_file(4 * PAGE_SIZE, PROT_READWRITE, true, &section) == STATUS_SUCCESS);
    CHECK(section->filled == 0 && system_space.working_set == before);
    CHECK((uint8_t *)section->prototypes == dirt && section_look(section, 0).bits == 0);
    verify_books();
    uint32_t base = map(PROT_READWRITE);
    CHECK(section->filled == 4 && machine_touch(base, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    paged_free(keeps_the_page);
    end();
}

static void a_section_without_a_view_goes_as_it_came(void)
{
    begin();
    CHECK(section_of_page_file(4 * PAGE_SIZE, PROT_READWRITE, false, &section) == STATUS_SUCCESS);
    section_dereference(section);
    section = NULL;
    end();
}

static void a_reserved_section_is_committed(void)
{
    uint32_t pages = 2 * A_PAGE, base = begin_section(pages, true);
    struct virtual_information information;
    push_out();
    CHECK(!is_there(0));
    uint32_t before = commit_total(), start = base + (A_PAGE - 3) * PAGE_SIZE, stop = start + 6 * PAGE_SIZE;
    CHECK(virtual_commit(&space, start, stop, PROT_READWRITE) == STATUS_SUCCESS);
    verify_books();
    CHECK(commit_total() == before + 6 && section->charge == 6);
    put(start, 3);
    uint32_t again = map(PROT_READWRITE); /* no PTE of it says anything: only the section knows */
    push_out();
    virtual_query(&space, again + (start - base), &information);
    CHECK(information.committed && information.bytes == 6 * PAGE_SIZE);
    virtual_query(&space, again, &information);
    CHECK(!information.committed && information.bytes == (A_PAGE - 3) * PAGE_SIZE);
    push_out();
    CHECK(virtual_commit(&space, base, base + pages * PAGE_SIZE, PROT_READWRITE) == STATUS_SUCCESS);
    CHECK(section->charge == pages && word_at(start) == 3);
    end();
}

/* Its slots go with it, though what names them is in a slot, too. */
static void a_section_is_deleted_from_away(void)
{
    uint32_t pages = 2 * A_PAGE, base = begin_section(pages, false);
    for (uint32_t page = 0; page < pages; page += 100)
        put(base + page * PAGE_SIZE, page);
    push_out();
    CHECK(!is_there(0) && slots_in_use() >= pages / 100);
    CHECK(view_unmap(&space, base) == STATUS_SUCCESS);
    section_dereference(section);
    section = NULL;
    verify_books();
    CHECK(slots_in_use() == 0);
    end();
}

static void no_pool_no_section(void)
{
    begin();
    uint32_t room = commit_limit() - commit_total(), total;
    CHECK(commit_charge(0, room, COMMIT_POOL));
    total = commit_total();
    CHECK(section_of_page_file(4 * PAGE_SIZE, PROT_READWRITE, true, &section) ==
          STATUS_INSUFFICIENT_RESOURCES);
    CHECK(commit_total() == total);
    commit_release(0, room, COMMIT_POOL);
    section = NULL;
    end();
}

/* Locked pages of many sections keep as many pages of prototype PTEs: for these, too, there must be frames.
 */
static void no_frames_no_section(void)
{
    begin();
    uint32_t room = commit_resident_room(), held = system_space.held, total = commit_total();
    CHECK(commit_hold(4, room - 1));
    CHECK(section_of_page_file(2 * A_PAGE * PAGE_SIZE, PROT_READWRITE, true, &section) ==
          STATUS_INSUFFICIENT_RESOURCES);
    CHECK(system_space.held == held && commit_total() == total && commit_resident_room() == 1);
    CHECK(section_of_page_file(A_PAGE * PAGE_SIZE, PROT_READWRITE, true, &section) == STATUS_SUCCESS);
    CHECK(system_space.held == held + 1 && commit_resident_room() == 0);
    commit_let_go(room - 1);
    verify_books();
    section_dereference(section);
    section = NULL;
    CHECK(system_space.held == held && commit_resident_room() == room);
    end();
}

static void one_that_cannot_be_read_ends_the_machine(void)
{
    uint32_t base = begin_section(2, false);
    push_out();
    push_out();
    machine_disk_dead(true);
    machine_expect_end("a page of the kernel cannot be read");
    word_at(base);
}

/* ---- images and files ---- */

static void an_image_is_purged_from_away(void)
{
    static uint8_t bytes[IMAGE_FILE_BYTES];
    begin();
    image_make(bytes);
    struct file *file = machine_file("\\IMAGE.EXE", bytes, sizeof bytes);
    CHECK(section_of_image(file, &section) == STATUS_SUCCESS && section->filled == 0);
    uint32_t base = map(PROT_EXECUTE_WRITECOPY);
    uint32_t first = word_at(DATA), text = word_at(base + PAGE_SIZE);
    put(DATA, first + 1);
    push_out();
    CHECK(!is_there(0));
    CHECK(word_at(DATA) == first + 1 && word_at(base + PAGE_SIZE) == text);
    CHECK(view_unmap(&space, base) == STATUS_SUCCESS);
    push_out();
    section_dereference(section);
    section = NULL;
    volume_lock();
    CHECK(section_purge(file) && file->image_section == NULL);
    volume_unlock();
    verify_books();
    file_close(file);
    end();
}

static void a_file_is_written_grown_and_flushed(void)
{
    static uint8_t bytes[6 * PAGE_SIZE], found[PAGE_SIZE];
    uint32_t done;
    begin();
    struct file *file = machine_file("\\DATA.BIN", bytes, sizeof bytes);
    CHECK(section_of_file(file, 2 * PAGE_SIZE, &section) == STATUS_SUCCESS);
    uint32_t base = map(PROT_READWRITE);
    put(base + PAGE_SIZE, 0x11223344);
    struct section *same;
    CHECK(section_of_file(file, sizeof bytes, &same) == STATUS_SUCCESS && same == section);
    CHECK(section->pages == 6 && section->filled == 2);
    verify_books();
    section_dereference(same);
    CHECK(file_read(file, PAGE_SIZE, found, 4, &done) == STATUS_SUCCESS &&
          memcmp(found, "\x44\x33\x22\x11", 4) == 0);
    uint32_t whole = map(PROT_READWRITE);
    put(whole + 5 * PAGE_SIZE, 5);
    push_out();
    CHECK(!is_there(0) && !is_there(5));
    CHECK(file_write(file, 0, "there", 5, &done) == STATUS_SUCCESS && !is_there(0));
    CHECK(word_at(base) == 0x72656874 && word_at(base + PAGE_SIZE) == 0x11223344);
    CHECK(word_at(whole + 5 * PAGE_SIZE) == 5);
    put(whole + 4 * PAGE_SIZE, 4);
    CHECK(section_flush_file(file) == STATUS_SUCCESS);
    verify_books();
    push_out();
    CHECK(section_flush_file(file) == STATUS_SUCCESS && !is_there(4));
    CHECK(view_unmap(&space, base) == STATUS_SUCCESS && view_unmap(&space, whole) == STATUS_SUCCESS);
    section_dereference(section);
    section = NULL;
    CHECK(file->data_section == NULL);
    CHECK(file_read(file, 4 * PAGE_SIZE, found, 4, &done) == STATUS_SUCCESS && found[0] == 4);
    file_close(file);
    end();
}

/* Row by row, where rows were added. */
static void a_file_grows_before_it_is_shown(void)
{
    static uint8_t bytes[6 * PAGE_SIZE];
    struct section *same;
    begin();
    bytes[5 * PAGE_SIZE] = 5;
    struct file *file = machine_file("\\DATA.BIN", bytes, sizeof bytes);
    CHECK(section_of_file(file, 2 * PAGE_SIZE, &section) == STATUS_SUCCESS);
    CHECK(section_of_file(file, sizeof bytes, &same) == STATUS_SUCCESS && section->filled == 0);
    section_dereference(same);
    uint32_t base = map(PROT_READWRITE);
    CHECK(word_at(base) == 0 && word_at(base + 5 * PAGE_SIZE) == 5);
    CHECK(view_unmap(&space, base) == STATUS_SUCCESS);
    section_dereference(section);
    section = NULL;
    file_close(file);
    end();
}

/* ---- several at a time, on a slow disk ---- */

static struct section *other; /* its prototype PTEs lie beside those of the section */

/* They do, and are in the page file. */
static void begin_beside_one_that_is_away(bool reserved)
{
    begin();
    CHECK(section_of_page_file(4 * PAGE_SIZE, PROT_READWRITE, false, &other) == STATUS_SUCCESS);
    section_fill(other);
    push_out();
    push_out();
    CHECK(section_of_page_file(4 * PAGE_SIZE, PROT_READWRITE, reserved, &section) == STATUS_SUCCESS);
    CHECK(!is_there(0) &&
          page_of((uint32_t)section->prototypes).address == page_of((uint32_t)other->prototypes).address);
    machine_disk_latency(100);
}

static void at_once(void (*first)(void *), void (*second)(void *))
{
    struct thread *threads[] = {machine_thread("First", PRIORITY_NORMAL, first, NULL),
                                machine_thread("Second", PRIORITY_NORMAL, second, NULL)};
    for (uint32_t i = 0; i < 2; i++)
        wait_one(&threads[i]->ended, WAIT_EXECUTIVE, WAIT_FOREVER);
    machine_disk_latency(0);
    verify_books();
}

static void end_beside(void)
{
    section_dereference(other);
    end();
}

static void map_and_write(void *unused)
{
    (void)unused;
    machine_enter(&space);
    uint32_t base = map(PROT_READWRITE);
    put(base, word_at(base) + 1);
    machine_enter(NULL);
}

/* Who comes to write later finds it filled, and in use. */
static void two_map_what_is_not_filled(void)
{
    begin_beside_one_that_is_away(false);
    at_once(map_and_write, map_and_write);
    CHECK(word_at(LAYOUT_USER_LOW) == 2);
    end_beside();
}

static uint32_t committing;

/* Across two rows. */
static void commit_some(void *unused)
{
    (void)unused;
    machine_enter(&space);
    committing++;
    CHECK(section_commit(section, A_PAGE - 3, 6) == STATUS_SUCCESS);
    committing--;
    machine_enter(NULL);
}

/* What is idle goes, and its frame to somebody else. */
static void drop_all(void)
{
    pfn_t taken[FRAMES];
    uint32_t count = 0;
    system_space_trim(FRAMES);
    while (frames_available() > 12)
        taken[count++] = frame_take();
    while (count > 0)
        frame_free(taken[--count]);
}

static void go_on_dropping(void *unused)
{
    (void)unused;
    do {
        drop_all();
        wait_delay(clock_after(10), WAIT_EXECUTIVE);
    } while (committing > 0);
}

/* Both have counted all pages before one commits them, because each row is away again whenever it is needed.
 */
static void two_commit_the_same(void)
{
    begin_section(2 * A_PAGE, true);
    push_out();
    push_out();
    machine_disk_latency(100);
    uint32_t before = commit_total();
    machine_thread("Dropper", PRIORITY_NORMAL, go_on_dropping, NULL);
    at_once(commit_some, commit_some);
    CHECK(section->charge == 6 && commit_total() == before + 6);
    end();
}

static void touch_in_vain(void *unused)
{
    (void)unused;
    machine_enter(&space);
    CHECK(machine_touch(LAYOUT_USER_LOW, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    machine_enter(NULL);
}

static void unmap_and_close(void *unused)
{
    (void)unused;
    machine_enter(&space);
    CHECK(view_unmap(&space, LAYOUT_USER_LOW) == STATUS_SUCCESS);
    section_dereference(section);
    section = NULL;
    machine_enter(NULL);
}

/* It stays for the one who waits for its prototype PTEs: to delete a section of a file does not bring them.
 */
static void a_section_goes_while_it_is_brought(void)
{
    static uint8_t bytes[PAGE_SIZE];
    begin();
    struct file *file = machine_file("\\DATA.BIN", bytes, sizeof bytes);
    CHECK(section_of_file(file, sizeof bytes, &section) == STATUS_SUCCESS);
    map(PROT_READWRITE);
    push_out();
    push_out();
    machine_disk_latency(100);
    at_once(touch_in_vain, unmap_and_close);
    CHECK(file->data_section == NULL);
    file_close(file);
    end();
}

int main(void)
{
    RUN_ON_MACHINE(FRAMES, 2048, a_page_finds_its_prototype_again);
    RUN_ON_MACHINE(FRAMES, 2048, it_stays_while_it_names_a_frame);
    RUN_ON_MACHINE(FRAMES, 2048, it_comes_back_softly);
    RUN_ON_MACHINE(FRAMES, 4096, each_page_of_many_is_its_own);
    RUN_ON_MACHINE(FRAMES, 2048, to_ask_for_a_frame_brings_nothing);
    RUN_ON_MACHINE(FRAMES, 2048, reading_ahead_brings_it);
    RUN_ON_MACHINE(FRAMES, 2048, a_section_is_filled_for_its_first_view);
    RUN_ON_MACHINE(FRAMES, 2048, a_section_without_a_view_goes_as_it_came);
    RUN_ON_MACHINE(FRAMES, 4096, a_reserved_section_is_committed);
    RUN_ON_MACHINE(FRAMES, 4096, a_section_is_deleted_from_away);
    RUN_ON_MACHINE(FRAMES, 2048, no_pool_no_section);
    RUN_ON_MACHINE(FRAMES, 2048, no_frames_no_section);
    RUN_ON_MACHINE(FRAMES, 2048, one_that_cannot_be_read_ends_the_machine);
    RUN_ON_MACHINE(FRAMES, 2048, an_image_is_purged_from_away);
    RUN_ON_MACHINE(FRAMES, 2048, a_file_is_written_grown_and_flushed);
    RUN_ON_MACHINE(FRAMES, 2048, a_file_grows_before_it_is_shown);
    RUN_ON_MACHINE(FRAMES, 2048, two_map_what_is_not_filled);
    RUN_ON_MACHINE(FRAMES, 4096, two_commit_the_same);
    RUN_ON_MACHINE(FRAMES, 2048, a_section_goes_while_it_is_brought);
    return unit_end();
}
