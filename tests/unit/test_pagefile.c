// sources: storage/pagefile.c storage/slotmap.c storage/slots.c storage/file*.c storage/fat*.c
// sources: storage/unicode.c storage/ramdisk.c
#include "storage/file.h"
#include "storage/pagefile.h"
#include "storage/slots.h"
#include "tests/unit/host.h"
#include "tests/unit/volume.h"

#define PAGE 4096u

static struct test_disk disk;

static uint64_t now(void)
{
    return 130000000000000000ull;
}

static void begin(uint32_t sectors, uint32_t cluster_sectors)
{
    test_disk_make(&disk, sectors);
    test_disk_format(&disk, cluster_sectors, 512);
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
}

static void end(void)
{
    pagefile_close();
    CHECK(file_open_count() == 0);
    file_forget();
    CHECK(host_pool_out == 0);
    CHECK(test_disk_is_clean(&disk));
    test_disk_free(&disk);
}

static void page_fill(uint8_t page[PAGE], uint32_t number)
{
    for (uint32_t i = 0; i < PAGE; i++)
        page[i] = (uint8_t)(number * 31 + i + i / 256);
}

static bool page_is(slot_t slot, uint32_t number)
{
    uint8_t page[PAGE], wanted[PAGE];
    page_fill(wanted, number);
    return pagefile_read(slot, page) == STATUS_SUCCESS && memcmp(page, wanted, PAGE) == 0;
}

/* Takes all slots, writes a page of its own into each, reads all back, gives all back. */
static void all_pages_round_trip(void)
{
    uint8_t page[PAGE];
    uint32_t taken, slots = slots_total();
    CHECK(slots_reserve(slots, &taken).number == 1 && taken == slots);
    for (uint32_t i = 1; i <= slots; i++) {
        page_fill(page, i);
        CHECK(pagefile_write((slot_t){i}, page) == STATUS_SUCCESS);
    }
    for (uint32_t i = slots; i >= 1; i--)
        CHECK(page_is((slot_t){i}, i));
    CHECK(slots_in_use() == slots);
    for (uint32_t i = 1; i <= slots; i++)
        slots_release((slot_t){i});
    CHECK(slots_in_use() == 0);
}

static void pages_read_back(void)
{
    begin(20000, 4);
    CHECK(pagefile_create_one(500) == STATUS_SUCCESS && slots_total() == 500);
    all_pages_round_trip();
    end();
}

static void the_file_is_on_the_volume_and_open(void)
{
    struct file *file;
    enum file_action action;
    struct file_information told;
    begin(20000, 4);
    CHECK(pagefile_create_one(100) == STATUS_SUCCESS && file_open_count() == 1);
    CHECK(file_open("\\PAGEFILE.SYS", FILE_DISPOSITION_OPEN, 0, false, true, &file, &action) ==
          STATUS_SUCCESS);
    CHECK(file_information(file, &told) == STATUS_SUCCESS);
    CHECK(told.size == 100 * PAGE && (told.attributes & 0x06) == 0x06);
    file_close(file);
    end();
}

static void a_page_is_one_call_of_the_disk(void)
{
    uint8_t page[PAGE] = {0};
    uint32_t taken;
    begin(20000, 1);
    CHECK(pagefile_create_one(500) == STATUS_SUCCESS);
    slot_t slot = slots_reserve(100, &taken);
    uint32_t before = disk.calls;
    CHECK(pagefile_write(slot, page) == STATUS_SUCCESS && disk.calls == before + 1);
    CHECK(pagefile_read((slot_t){slot.number + 99}, page) == STATUS_SUCCESS && disk.calls == before + 2);
    for (uint32_t i = 0; i < taken; i++)
        slots_release((slot_t){slot.number + i});
    end();
}

/* Makes a file of a pattern, or takes it away. */
static void touch(const char *path, uint32_t bytes, bool keep)
{
    static uint8_t pattern[512 * 1000];
    uint32_t done;
    memset(pattern, 0xa7, sizeof pattern);
    struct file *file;
    enum file_action action;
    CHECK(file_open(path, FILE_DISPOSITION_OPEN_IF, 0, false, true, &file, &action) == STATUS_SUCCESS);
    CHECK(file_write(file, 0, pattern, bytes, &done) == STATUS_SUCCESS);
    CHECK(keep || file_set_delete(file, true) == STATUS_SUCCESS);
    file_close(file);
}

static bool is_untouched(const char *path)
{
    struct file *file;
    enum file_action action;
    uint8_t bytes[512];
    uint32_t done;
    CHECK(file_open(path, FILE_DISPOSITION_OPEN, 0, false, true, &file, &action) == STATUS_SUCCESS);
    CHECK(file_read(file, 0, bytes, sizeof bytes, &done) == STATUS_SUCCESS && done == 512);
    file_close(file);
    for (uint32_t i = 0; i < done; i++)
        if (bytes[i] != 0xa7)
            return false;
    return true;
}

/* No two free clusters side by side: each page is in eight pieces. */
static void a_volume_in_pieces_will_do(void)
{
    char path[20];
    struct volume_information told;
    begin(1000, 1);
    for (int i = 0; i < 300; i++) {
        snprintf(path, sizeof path, "\\F%d", i);
        touch(path, 512, true);
    }
    for (int i = 0; i < 300; i += 2) {
        snprintf(path, sizeof path, "\\F%d", i);
        touch(path, 512, false);
    }
    CHECK(volume_information(&told) == STATUS_SUCCESS);
    touch("\\REST", (told.free_clusters - 150) * 512, true);
    CHECK(pagefile_create_one(19) == STATUS_DISK_FULL); /* 150 sectors are 18 pages */
    CHECK(slots_total() == 0 && file_open_count() == 0);
    CHECK(pagefile_create_one(18) == STATUS_SUCCESS);
    all_pages_round_trip();
    for (int i = 1; i < 300; i += 2) { /* the files between the pieces */
        snprintf(path, sizeof path, "\\F%d", i);
        CHECK(is_untouched(path));
    }
    end();
}

static void an_older_page_file_is_replaced(void)
{
    struct volume_information before, after;
    begin(20000, 4);
    CHECK(pagefile_create_one(1000) == STATUS_SUCCESS);
    pagefile_close();
    CHECK(pagefile_create_one(10) == STATUS_SUCCESS);
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    pagefile_close();
    CHECK(pagefile_create_one(10) == STATUS_SUCCESS && slots_total() == 10);
    CHECK(volume_information(&after) == STATUS_SUCCESS && before.free_clusters == after.free_clusters);
    end();
}

static void a_small_volume_refuses_and_keeps_nothing(void)
{
    struct volume_information before, after;
    begin(2880, 1);
    CHECK(volume_information(&before) == STATUS_SUCCESS);
    CHECK(pagefile_create_one(400) == STATUS_DISK_FULL);
    CHECK(pagefile_create_one(0xffffffff) == STATUS_DISK_FULL);
    CHECK(pagefile_create_one(0x100001) == STATUS_DISK_FULL);
    CHECK(volume_information(&after) == STATUS_SUCCESS && before.free_clusters == after.free_clusters);
    CHECK(file_open_count() == 0);
    struct file *file;
    enum file_action action;
    CHECK(file_open("\\pagefile.sys", FILE_DISPOSITION_OPEN, 0, false, true, &file, &action) ==
          STATUS_OBJECT_NAME_NOT_FOUND);
    end();
}

/* Slots in use keep their pages and places while others come behind them. */
static void it_grows_up_to_its_most(void)
{
    static const struct pagefile_size sizes[PAGEFILES] = {{10, 300}, {0, 0}, {5, 40}};
    uint8_t page[PAGE];
    uint32_t taken;
    begin(20000, 4);
    CHECK(pagefile_create(sizes) == STATUS_SUCCESS && slots_total() == 15 && slots_most() == 340);
    CHECK(slots_reserve(15, &taken).number == 1 && taken == 15);
    for (uint32_t i = 1; i <= 15; i++) {
        page_fill(page, i);
        CHECK(pagefile_write((slot_t){i}, page) == STATUS_SUCCESS);
    }
    CHECK(pagefile_grow(3) == 256 && slots_total() == 271);
    CHECK(pagefile_grow(60) == 34 + 35 && slots_total() == 340 && pagefile_grow(1) == 0);
    for (uint32_t i = 1; i <= 15; i++) {
        CHECK(page_is((slot_t){i}, i));
        slots_release((slot_t){i});
    }
    all_pages_round_trip();
    end();
}

/* Who compares what is held at the start and at the end sees no leak. */
/* Slots lie file behind file, and what grows lies behind all of them. */
static void each_file_counts_its_slots(void)
{
    static const struct pagefile_size sizes[PAGEFILES] = {{10, 300}, {0, 0}, {5, 5}};
    struct pagefile_usage first, third;
    uint32_t taken;
    begin(8192, 8);
    slots_on_change(pagefile_slots_taken, pagefile_slot_released);
    CHECK(pagefile_create(sizes) == STATUS_SUCCESS && !pagefile_usage(1, &first));
    CHECK(slots_reserve(12, &taken).number == 1 && taken == 12);
    CHECK(pagefile_usage(0, &first) && first.slots == 10 && first.in_use == 10 && first.peak == 10);
    CHECK(pagefile_usage(2, &third) && third.slots == 5 && third.in_use == 2);
    CHECK(strcmp(first.path, "\\pagefile.sys") == 0 && strcmp(third.path, "\\pagefile3.sys") == 0);
    slots_release((slot_t){4});
    slots_release((slot_t){11});
    CHECK(pagefile_grow(1) > 0 && slots_reserve(20, &taken).number == 13 && taken == 20);
    CHECK(pagefile_usage(0, &first) && first.slots > 10 && first.in_use == 9 + 17 && first.peak == 26);
    CHECK(pagefile_usage(2, &third) && third.in_use == 4 && third.peak == 4);
    for (uint32_t i = 1; i <= slots_total(); i++)
        if (slot_is_taken((slot_t){i}))
            slots_release((slot_t){i});
    CHECK(pagefile_usage(0, &first) && first.in_use == 0 && first.peak == 26);
    end();
}

static void what_grew_holds_no_more_memory(void)
{
    static const struct pagefile_size sizes[PAGEFILES] = {{0, 300}};
    begin(20000, 4);
    CHECK(pagefile_create(sizes) == STATUS_SUCCESS && slots_total() == 0);
    uint32_t held = host_pool_out;
    CHECK(pagefile_grow(1) == 256 && host_pool_out == held);
    all_pages_round_trip();
    end();
}

/* Which files there are does not hang on the first. */
static void the_first_file_may_be_missing(void)
{
    static const struct pagefile_size sizes[PAGEFILES] = {{0, 0}, {0, 300}, {7, 7}};
    begin(20000, 4);
    CHECK(pagefile_create(sizes) == STATUS_SUCCESS && slots_total() == 7 && slots_most() == 307);
    CHECK(pagefile_grow(1) == 256 && slots_total() == 263);
    all_pages_round_trip();
    end();
}

static void a_full_volume_lets_it_grow_by_what_is_needed_or_not_at_all(void)
{
    static const struct pagefile_size sizes[PAGEFILES] = {{4, 1000}};
    struct volume_information before, after;
    begin(2880, 1); /* some 350 pages */
    CHECK(pagefile_create(sizes) == STATUS_SUCCESS);
    CHECK(pagefile_grow(1) == 256 && pagefile_grow(20) == 20 && slots_total() == 280);
    CHECK(volume_information(&before) == STATUS_SUCCESS && pagefile_grow(200) == 0);
    CHECK(volume_information(&after) == STATUS_SUCCESS && before.free_clusters == after.free_clusters);
    all_pages_round_trip();
    end();
}

static void growing_may_fail_and_leaves_what_was(void)
{
    static const struct pagefile_size sizes[PAGEFILES] = {{10, 300}};
    for (int n = 0; n < 8; n++) {
        begin(20000, 4);
        CHECK(pagefile_create(sizes) == STATUS_SUCCESS);
        host_pool_fail_after = n < 4 ? n : -1;
        disk.fail_at = n < 4 ? -1 : n - 4;
        uint32_t grown = pagefile_grow(1);
        host_pool_fail_after = -1;
        disk.fail_at = -1;
        CHECK(slots_total() == 10 + grown);
        all_pages_round_trip();
        end();
    }
}

static void no_slots_are_no_page_file(void)
{
    uint32_t taken;
    begin(2880, 1);
    CHECK(pagefile_create_one(0) == STATUS_SUCCESS && slots_total() == 0 && slots_in_use() == 0);
    CHECK(slot_is_none(slots_reserve(1, &taken)) && taken == 0);
    CHECK(file_open_count() == 0);
    end();
}

static void errors_of_the_disk_are_passed_through(void)
{
    uint8_t page[PAGE] = {0};
    uint32_t taken;
    begin(20000, 4);
    CHECK(pagefile_create_one(10) == STATUS_SUCCESS);
    slot_t slot = slots_reserve(1, &taken);
    disk.fail_at = 0;
    CHECK(pagefile_write(slot, page) == TEST_DISK_ERROR);
    disk.fail_at = 0;
    CHECK(pagefile_read(slot, page) == TEST_DISK_ERROR);
    CHECK(pagefile_read(slot, page) == STATUS_SUCCESS);
    slots_release(slot);
    end();
}

static void memory_may_run_out_while_it_is_made(void)
{
    int failed = 0;
    for (int n = 0; n < 10; n++) {
        begin(20000, 4);
        host_pool_fail_after = n;
        if (pagefile_create_one(10) == STATUS_INSUFFICIENT_RESOURCES) {
            failed++;
            CHECK(slots_total() == 0 && file_open_count() == 0);
        }
        host_pool_fail_after = -1;
        end();
    }
    CHECK(failed >= 4); /* search, node, map, extents */
}

static void the_disk_may_fail_while_it_is_made(void)
{
    for (int32_t n = 0; n < 60; n++) {
        begin(20000, 4);
        disk.fail_at = n;
        if (pagefile_create_one(10) != STATUS_SUCCESS)
            CHECK(slots_total() == 0 && file_open_count() == 0);
        disk.fail_at = -1;
        pagefile_close();
        file_forget();
        CHECK(file_open_count() == 0 && host_pool_out == 0);
        test_disk_free(&disk);
    }
}

int main(void)
{
    RUN(pages_read_back);
    RUN(the_file_is_on_the_volume_and_open);
    RUN(a_page_is_one_call_of_the_disk);
    RUN(a_volume_in_pieces_will_do);
    RUN(an_older_page_file_is_replaced);
    RUN(a_small_volume_refuses_and_keeps_nothing);
    RUN(it_grows_up_to_its_most);
    RUN(each_file_counts_its_slots);
    RUN(what_grew_holds_no_more_memory);
    RUN(the_first_file_may_be_missing);
    RUN(a_full_volume_lets_it_grow_by_what_is_needed_or_not_at_all);
    RUN(growing_may_fail_and_leaves_what_was);
    RUN(no_slots_are_no_page_file);
    RUN(errors_of_the_disk_are_passed_through);
    RUN(memory_may_run_out_while_it_is_made);
    RUN(the_disk_may_fail_while_it_is_made);
    return unit_end();
}
