// machine
#include <string.h>
#include "firmware/clock.h"
#include "mmu/commit.h"
#include "mmu/frame.h"
#include "mmu/pagewriter.h"
#include "mmu/section.h"
#include "mmu/verify.h"
#include "mmu/view.h"
#include "sched/dispatch/dispatcher.h"
#include "sched/dispatch/wait.h"
#include "storage/slots.h"
#include "storage/volumelock.h"
#include "tests/unit/host.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

/* A file mapped as data: the same bytes through memory and as a file, and home again. */

#define PATH    "\\MAPPED.DAT"
#define PAGES   6u
#define BYTES   (PAGES * PAGE_SIZE - 100)
#define LATENCY (CLOCK_UNITS_PER_SEC / 1000)
#define THREADS 4u

static struct space first, second;
static struct section *section;
static struct file *file;
static uint8_t bytes[BYTES + 2 * PAGE_SIZE], model[sizeof bytes];
static uint32_t seed = 2463534242u;

static uint32_t below(uint32_t bound)
{
    return host_random(&seed) % bound;
}

static void begin(void)
{
    for (uint32_t i = 0; i < BYTES; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 256);
    CHECK(space_create(&first, 24) == STATUS_SUCCESS && space_create(&second, 28) == STATUS_SUCCESS);
    file = machine_file(PATH, bytes, BYTES);
    CHECK(section_of_file(file, BYTES, &section) == STATUS_SUCCESS && section->pages == PAGES);
    machine_enter(&first);
}

static void leave_spaces(void)
{
    machine_enter(&first);
    space_clean(&first);
    machine_enter(&second);
    space_clean(&second);
    machine_enter(NULL);
}

static void end(void)
{
    machine_check_translations(true);
    verify_books();
    leave_spaces();
    section_dereference(section);
    CHECK(file->data_section == NULL);
    file_close(file);
    space_destroy(&first);
    space_destroy(&second);
    CHECK(file_open_count() == 1); /* the page file */
    CHECK(commit_total() == 0 && slots_in_use() == 0 && frames_available() == frames_total());
    verify_books();
}

static uint32_t map(struct space *space, enum protection protection)
{
    uint32_t base = 0;
    machine_enter(space);
    CHECK(view_map(space, section, 0, section->pages, protection, PROT_READWRITE, &base) == STATUS_SUCCESS);
    return base;
}

static uint8_t byte_at(uint32_t address)
{
    uint8_t byte = 0;
    CHECK(machine_read(address, &byte, 1) == STATUS_SUCCESS);
    return byte;
}

static void put(uint32_t address, uint8_t byte)
{
    CHECK(machine_write(address, &byte, 1) == STATUS_SUCCESS);
}

static uint8_t file_byte(uint32_t offset)
{
    uint8_t byte = 0;
    uint32_t done;
    CHECK(file_read(file, offset, &byte, 1, &done) == STATUS_SUCCESS && done == 1);
    return byte;
}

static void put_in_file(uint32_t offset, uint8_t byte)
{
    uint32_t done;
    CHECK(file_write(file, offset, &byte, 1, &done) == STATUS_SUCCESS && done == 1);
}

static pfn_t frame_of(uint32_t page)
{
    return pte_pfn(*section_prototype(section, page));
}

static ntstatus flush(struct space *space, uint32_t base)
{
    uint32_t start = base, length = 0;
    machine_enter(space);
    return view_flush(space, &start, &length);
}

/* ---- the rules ---- */

static void memory_and_file_are_the_same_bytes(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE), other = map(&second, PROT_READWRITE);
    CHECK(byte_at(other + 5000) == bytes[5000] && byte_at(other + BYTES) == 0);
    machine_enter(&first);
    put(base + 5000, 0xa1);
    CHECK(file_byte(5000) == 0xa1 && file_byte(5001) == bytes[5001]);
    put_in_file(5001, 0xa2);
    machine_enter(&second);
    CHECK(byte_at(other + 5000) == 0xa1 && byte_at(other + 5001) == 0xa2);
    put_in_file(9000, 0xa3); /* in no frame yet */
    CHECK(byte_at(other + 9000) == 0xa3);
    end();
}

static void what_was_written_goes_home_when_asked(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE), writes;
    put(base + 100, 0xb1);
    writes = machine_disk_writes();
    CHECK(flush(&first, base) == STATUS_SUCCESS && machine_disk_writes() > writes);
    CHECK(!frame_record(frame_of(0))->modified && frame_record(frame_of(0))->state == FRAME_ACTIVE);
    writes = machine_disk_writes();
    CHECK(flush(&first, base) == STATUS_SUCCESS && machine_disk_writes() == writes);
    put(base + 101, 0xb2); /* noted anew: the translation has no Modified */
    CHECK(flush(&first, base) == STATUS_SUCCESS && machine_disk_writes() > writes);
    end();
}

static ntstatus flush_part(uint32_t start, uint32_t bytes)
{
    return view_flush(&first, &start, &bytes);
}

/* Microsoft: ZwFlushVirtualMemory. */
static void what_is_no_view_of_a_file_is_not_flushed(void)
{
    uint32_t own = 0;
    struct vad *vad;
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    CHECK(virtual_reserve(&first, &own, PAGE_SIZE, PROT_READWRITE, true, false, &vad) == STATUS_SUCCESS);
    CHECK(flush_part(layout.user_end, 0) == STATUS_INVALID_PARAMETER_2);
    CHECK(flush_part(layout.system, 1) == STATUS_INVALID_PARAMETER_2);
    CHECK(flush_part(base, layout.user_end - base + 1) == STATUS_INVALID_PARAMETER_2);
    CHECK(flush_part(base, PAGES * PAGE_SIZE + 1) == STATUS_INVALID_PARAMETER_2);
    CHECK(flush_part(base - PAGE_SIZE, 1) == STATUS_NOT_MAPPED_VIEW);
    CHECK(flush_part(own, 1) == STATUS_NOT_MAPPED_VIEW);
    CHECK(flush_part(base, PAGES * PAGE_SIZE) == STATUS_SUCCESS);
    CHECK(flush_part(base + PAGES * PAGE_SIZE - 1, 1) == STATUS_SUCCESS);
    end();
}

static void nothing_goes_to_the_page_file(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    for (uint32_t page = 0; page < PAGES; page++) {
        put(base + page * PAGE_SIZE, (uint8_t)(0xc0 + page));
        space_trim_page(&first, page_of(base + page * PAGE_SIZE));
    }
    CHECK(frames_modified_of_files() == PAGES && pagewriter_to_slots() == NOTHING_TO_WRITE);
    CHECK(pagewriter_to_files() == WRITTEN && frames_modified_of_files() == 0 && slots_in_use() == 0);
    CHECK(frames_count(FRAME_STANDBY) == PAGES && file->size == BYTES);
    for (uint32_t page = 0; page < PAGES; page++)
        CHECK(byte_at(base + page * PAGE_SIZE) == 0xc0 + page);
    end();
}

static void the_last_one_writes_the_rest(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    put(base + 1, 0xd1);
    put(base + BYTES - 1, 0xd2);
    put(base + BYTES, 0xd3); /* behind the file's end: nobody's */
    leave_spaces();
    section_dereference(section);
    CHECK(file->data_section == NULL && file_byte(1) == 0xd1 && file_byte(BYTES - 1) == 0xd2 &&
          file->size == BYTES);
    CHECK(section_of_file(file, BYTES, &section) == STATUS_SUCCESS);
    base = map(&first, PROT_READWRITE);
    CHECK(byte_at(base + BYTES - 1) == 0xd2 && byte_at(base + BYTES) == 0);
    end();
}

static void a_copy_is_nobody_elses(void)
{
    begin();
    uint32_t base = map(&first, PROT_WRITECOPY), before = commit_total();
    CHECK(first.charge > PAGES);
    put(base + 7, 0xe1);
    CHECK(file_byte(7) == bytes[7] && commit_total() == before);
    CHECK(flush(&first, base) == STATUS_SUCCESS && file_byte(7) == bytes[7] && byte_at(base + 7) == 0xe1);
    end();
}

static void it_grows_with_its_file(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    put(base + BYTES + 3, 0xf1); /* behind the end, until the file reaches it: then it is zeros */
    CHECK(file_set_size(file, BYTES + PAGE_SIZE) == STATUS_SUCCESS);
    CHECK(byte_at(base + BYTES + 3) == 0 && file_byte(BYTES + 3) == 0);
    struct section *same;
    CHECK(section_of_file(file, BYTES + PAGE_SIZE, &same) == STATUS_SUCCESS && same == section);
    CHECK(section->pages == PAGES + 1 && section_lets_file_shrink(file, BYTES + PAGE_SIZE) &&
          !section_lets_file_shrink(file, BYTES));
    uint32_t large = map(&second, PROT_READWRITE);
    put(large + PAGES * PAGE_SIZE, 0xf2);
    CHECK(file_byte(PAGES * PAGE_SIZE) == 0xf2 && byte_at(large + 7) == bytes[7]);
    section_dereference(same);
    CHECK(file_set_size(file, BYTES + 2 * PAGE_SIZE) == STATUS_SUCCESS);
    CHECK(section_of_file(file, BYTES + 2 * PAGE_SIZE, &same) == STATUS_SUCCESS);
    CHECK(section->pages == PAGES + 2 && file_byte(PAGES * PAGE_SIZE) == 0xf2);
    section_dereference(same);
    end();
}

static void a_file_that_is_mapped_stays(void)
{
    begin();
    struct file *again;
    enum file_action action;
    CHECK(!section_lets_file_go(file) && !section_lets_file_shrink(file, 0));
    CHECK(file_open(PATH, FILE_DISPOSITION_OVERWRITE, 0, false, true, &again, &action) ==
          STATUS_USER_MAPPED_FILE);
    CHECK(file->size == BYTES);
    end();
}

static void write_home(void *unused)
{
    (void)unused;
    CHECK(pagewriter_to_files() == WRITTEN);
}

/* Who writes its last page waits for the disk, and what it then writes must not bring the end back. */
static void a_file_that_is_cut_in_its_last_page_stays_cut(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    put(base + BYTES - 1, 0xd7);
    space_trim_page(&first, page_of(base + BYTES - 1));
    volume_lock();
    machine_thread("Writer", PRIORITY_NORMAL, write_home, NULL);
    machine_settle();
    CHECK(section_lets_file_shrink(file, BYTES - 200) && file_set_size(file, BYTES - 200) == STATUS_SUCCESS);
    volume_unlock();
    machine_settle();
    CHECK(file->size == BYTES - 200 && frames_modified_of_files() == 0);
    CHECK(file_set_size(file, BYTES) == STATUS_SUCCESS);
    CHECK(byte_at(base + BYTES - 1) == 0 && file_byte(BYTES - 1) == 0);
    end();
}

/* ---- a disk that fails ---- */

static void a_failed_read_maps_nothing(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    machine_disk_dead(true);
    CHECK(machine_touch(base, MACHINE_READ) == STATUS_IN_PAGE_ERROR);
    machine_disk_dead(false);
    CHECK(pte_kind(*section_prototype(section, 0)) == PTE_FILE && byte_at(base) == bytes[0]);
    end();
}

static void a_failed_flush_says_so_and_loses_nothing(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    put(base + 9, 0x91);
    machine_disk_dead(true);
    CHECK(!status_ok(flush(&first, base)) && strstr(machine_log(), "writefail to=\"MAPPED.DAT\":0 "));
    CHECK(frame_record(frame_of(0))->modified);
    machine_disk_dead(false);
    CHECK(flush(&first, base) == STATUS_SUCCESS && !frame_record(frame_of(0))->modified);
    end();
}

static void revive(void *unused)
{
    (void)unused;
    wait_delay(clock_after(25 * CLOCK_UNITS_PER_MS), WAIT_EXECUTIVE);
    machine_disk_dead(false);
}

static void the_last_one_tries_again(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    put(base + 9, 0x92);
    leave_spaces();
    machine_disk_dead(true);
    machine_thread("Revive", PRIORITY_NORMAL, revive, NULL);
    section_dereference(section);
    CHECK(file->data_section == NULL && file_byte(9) == 0x92);
    CHECK(section_of_file(file, BYTES, &section) == STATUS_SUCCESS);
    end();
}

static void take_it_up(void *unused)
{
    struct section *mine;
    (void)unused;
    CHECK(file->data_section == section);
    CHECK(section_of_file(file, BYTES, &mine) == STATUS_SUCCESS && mine == section);
}

static void who_maps_it_while_it_is_written_keeps_it(void)
{
    begin();
    put(map(&first, PROT_READWRITE) + 9, 0x94);
    leave_spaces();
    machine_disk_latency(LATENCY);
    machine_thread("Other", PRIORITY_NORMAL, take_it_up, NULL);
    section_dereference(section); /* the other has it now */
    machine_disk_latency(0);
    CHECK(file->data_section == section && section->references == 1 && file_byte(9) == 0x94);
    end();
}

static void a_dead_disk_is_given_up(void)
{
    begin();
    uint32_t base = map(&first, PROT_READWRITE);
    put(base + 9, 0x93);
    leave_spaces();
    machine_disk_dead(true);
    section_dereference(section);
    machine_disk_dead(false);
    CHECK(file->data_section == NULL && frames_count(FRAME_MODIFIED) == 0 && file_byte(9) == bytes[9]);
    CHECK(section_of_file(file, BYTES, &section) == STATUS_SUCCESS);
    end();
}

/* ---- many operations beside a model ---- */

static uint32_t bases[2];
static struct space *const spaces_of[2] = {&first, &second};

static void enter_view(uint32_t which)
{
    machine_enter(spaces_of[which]);
    if (!bases[which])
        bases[which] = map(spaces_of[which], PROT_READWRITE);
}

static void leave_view(uint32_t which)
{
    machine_enter(spaces_of[which]);
    if (bases[which])
        CHECK(view_unmap(spaces_of[which], bases[which]) == STATUS_SUCCESS);
    bases[which] = 0;
}

static void trim_one(uint32_t which)
{
    enter_view(which);
    page_t page = page_of(bases[which] + below(PAGES) * PAGE_SIZE);
    if (pagetable_exists(page) && pte_kind(machine_pte(spaces_of[which], page.address)) == PTE_VALID)
        space_trim_page(spaces_of[which], page);
}

static void write_file_part(uint32_t offset, uint32_t length)
{
    static uint8_t part[3 * PAGE_SIZE];
    uint32_t done;
    for (uint32_t i = 0; i < length; i++)
        model[offset + i] = part[i] = (uint8_t)below(256);
    CHECK(file_write(file, offset, part, length, &done) == STATUS_SUCCESS && done == length);
}

static void check_file_part(uint32_t offset, uint32_t length)
{
    static uint8_t part[3 * PAGE_SIZE];
    uint32_t done;
    CHECK(file_read(file, offset, part, length, &done) == STATUS_SUCCESS && done == length);
    CHECK(memcmp(part, model + offset, length) == 0);
}

static void one_operation(void)
{
    uint32_t which = below(2), offset = below(BYTES), length = 1 + below(3 * PAGE_SIZE - 1);
    length = length < BYTES - offset ? length : BYTES - offset;
    switch (below(8)) {
    case 0:
        write_file_part(offset, length);
        return;
    case 1:
        check_file_part(offset, length);
        return;
    case 2:
    case 3:
        enter_view(which);
        put(bases[which] + offset, model[offset] = (uint8_t)below(256));
        return;
    case 4:
        enter_view(which);
        CHECK(byte_at(bases[which] + offset) == model[offset]);
        return;
    case 5:
        trim_one(which);
        return;
    case 6:
        if (bases[which])
            CHECK(flush(spaces_of[which], bases[which]) == STATUS_SUCCESS);
        return;
    default:
        if (below(8) == 0)
            leave_view(which);
        else
            pagewriter_to_files();
    }
}

static void many_operations_agree_with_a_model(void)
{
    begin();
    memcpy(model, bytes, BYTES);
    for (uint32_t i = 0; i < 20000; i++) {
        one_operation();
        if (i % 1000 == 0)
            verify_books();
    }
    check_file_part(0, 3 * PAGE_SIZE);
    end();
}

/* ---- a slow disk, several threads: each owns every fourth byte ---- */

static uint32_t finished;

static void work(void *argument)
{
    uint32_t mine = (uint32_t)(uintptr_t)argument;
    uint8_t owned[BYTES / THREADS + 1];
    struct space *space = spaces_of[mine % 2];
    machine_enter(space);
    for (uint32_t i = 0; i < sizeof owned; i++)
        owned[i] = bytes[(i * THREADS + mine) % BYTES];
    for (uint32_t i = 0; i < 400; i++) {
        uint32_t at = below(BYTES / THREADS), offset = at * THREADS + mine;
        uint32_t address = bases[mine % 2] + offset;
        switch (below(5)) {
        case 0:
            put(address, owned[at] = (uint8_t)below(256));
            break;
        case 1:
            put_in_file(offset, owned[at] = (uint8_t)below(256));
            break;
        case 2:
            CHECK(byte_at(address) == owned[at]);
            break;
        case 3:
            CHECK(file_byte(offset) == owned[at]);
            break;
        default:
            trim_one(mine % 2);
            if (below(4) == 0)
                CHECK(pagewriter_flush(section, below(PAGES), 1) == STATUS_SUCCESS);
        }
    }
    for (uint32_t at = 0; at < BYTES / THREADS; at++)
        CHECK(file_byte(at * THREADS + mine) == owned[at]);
    finished++;
}

static void threads_on_a_slow_disk_lose_no_byte(void)
{
    begin();
    bases[0] = map(&first, PROT_READWRITE);
    bases[1] = map(&second, PROT_READWRITE);
    machine_disk_latency(LATENCY);
    for (uint32_t i = 0; i < THREADS; i++)
        machine_thread("Worker", PRIORITY_NORMAL, work, (void *)(uintptr_t)i);
    while (finished < THREADS)
        wait_delay(clock_after(CLOCK_UNITS_PER_SEC), WAIT_EXECUTIVE);
    machine_disk_latency(0);
    end();
}

int main(void)
{
    RUN_ON_MACHINE(100, 64, memory_and_file_are_the_same_bytes);
    RUN_ON_MACHINE(100, 64, what_was_written_goes_home_when_asked);
    RUN_ON_MACHINE(100, 64, what_is_no_view_of_a_file_is_not_flushed);
    RUN_ON_MACHINE(100, 64, nothing_goes_to_the_page_file);
    RUN_ON_MACHINE(100, 64, the_last_one_writes_the_rest);
    RUN_ON_MACHINE(100, 64, a_copy_is_nobody_elses);
    RUN_ON_MACHINE(100, 64, it_grows_with_its_file);
    RUN_ON_MACHINE(100, 64, a_file_that_is_mapped_stays);
    RUN_ON_MACHINE(100, 64, a_file_that_is_cut_in_its_last_page_stays_cut);
    RUN_ON_MACHINE(100, 64, a_failed_read_maps_nothing);
    RUN_ON_MACHINE(100, 64, a_failed_flush_says_so_and_loses_nothing);
    RUN_ON_MACHINE(100, 64, the_last_one_tries_again);
    RUN_ON_MACHINE(100, 64, who_maps_it_while_it_is_written_keeps_it);
    RUN_ON_MACHINE(100, 64, a_dead_disk_is_given_up);
    RUN_ON_MACHINE(100, 64, many_operations_agree_with_a_model);
    RUN_ON_MACHINE(100, 64, threads_on_a_slow_disk_lose_no_byte);
    return unit_end();
}
