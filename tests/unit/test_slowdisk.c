// sources: storage/slowdisk.c storage/pagefile.c storage/slotmap.c storage/slots.c storage/file*.c
// sources: storage/fat*.c storage/unicode.c storage/ramdisk.c
#include "storage/file.h"
#include "storage/pagefile.h"
#include "storage/slots.h"
#include "storage/slowdisk.h"
#include "tests/unit/host.h"
#include "tests/unit/volume.h"

static struct test_disk disk;
static struct slowdisk slow, pages;
static uint64_t clock_now;

static void pass(uint64_t units)
{
    clock_now += units;
}

static uint64_t now(void)
{
    return 130000000000000000ull + clock_now;
}

static void begin(const struct slowdisk_manner *manner)
{
    clock_now = 0;
    test_disk_make(&disk, 4300);
    test_disk_format(&disk, 1, 64);
    slowdisk_init(&slow, &disk.disk, pass, manner);
}

static void each_request_takes_its_time(void)
{
    uint8_t buffer[4 * SECTOR_SIZE] = {1};
    struct slowdisk_manner manner = {.latency = 70};
    begin(&manner);
    CHECK(slow.disk.sectors == 4300);
    CHECK(slow.disk.operations->write(&slow.disk, 10, 4, buffer) == STATUS_SUCCESS && clock_now == 70);
    buffer[0] = 0;
    CHECK(slow.disk.operations->read(&slow.disk, 10, 1, buffer) == STATUS_SUCCESS && clock_now == 140);
    CHECK(buffer[0] == 1 && slow.reads == 1 && slow.writes == 1);
    CHECK(slow.disk.operations->read(&slow.disk, 4300, 1, buffer) == STATUS_INVALID_PARAMETER);
    test_disk_free(&disk);
}

static void the_nth_fails_and_no_other(void)
{
    uint8_t zeros[SECTOR_SIZE] = {0}, buffer[SECTOR_SIZE] = {7};
    struct slowdisk_manner manner = {.fail_read = 3, .fail_write = 2};
    begin(&manner);
    for (uint32_t n = 1; n <= 5; n++) {
        ntstatus written = slow.disk.operations->write(&slow.disk, 20 + n, 1, buffer);
        CHECK(written == (n == 2 ? STATUS_IO_DEVICE_ERROR : STATUS_SUCCESS));
    }
    CHECK(memcmp(disk.bytes + 22 * SECTOR_SIZE, zeros, SECTOR_SIZE) == 0);
    for (uint32_t n = 1; n <= 5; n++) {
        uint8_t read[SECTOR_SIZE] = {9};
        ntstatus status = slow.disk.operations->read(&slow.disk, 21, 1, read);
        CHECK(status == (n == 3 ? STATUS_IO_DEVICE_ERROR : STATUS_SUCCESS));
        CHECK(read[0] == (n == 3 ? 9 : 7));
    }
    CHECK(clock_now == 0);
    test_disk_free(&disk);
}

/* Each write of a file's life fails once; the program hears of it, or the file is whole. */
static void a_volume_stands_on_it(void)
{
    struct slowdisk_manner manner = {.latency = 1};
    uint32_t writes = 1;
    for (uint32_t n = 1; n <= writes; n++) {
        struct file *file;
        enum file_action action;
        uint32_t done = 0;
        begin(&manner);
        manner.fail_write = n;
        CHECK(file_mount(&slow.disk, now) == STATUS_SUCCESS);
        slow.manner = manner;
        ntstatus status = file_open("\\new", FILE_DISPOSITION_CREATE, 0, false, true, &file, &action);
        if (status == STATUS_SUCCESS) {
            status = file_write(file, 0, "12345", 5, &done);
            CHECK(status == STATUS_SUCCESS || (status == STATUS_IO_DEVICE_ERROR && file->size == 0));
            file_close(file);
        }
        writes = slow.writes;
        CHECK(clock_now == slow.reads + slow.writes);
        test_disk_free(&disk);
    }
    CHECK(writes >= 4); /* an entry, data, the table, the entry again */
}

static void pages_and_files_are_told_apart(void)
{
    static uint8_t page[4096] = {5}, back[4096];
    struct slowdisk_manner none = {0}, second_write = {.fail_write = 2};
    begin(&none);
    CHECK(file_mount(&slow.disk, now) == STATUS_SUCCESS);
    slowdisk_init(&pages, &disk.disk, pass, &second_write);
    CHECK(pagefile_create_one(10) == STATUS_SUCCESS);
    pagefile_through(&pages.disk);
    uint32_t taken, before = slow.writes;
    slot_t slot = slots_reserve(1, &taken);
    CHECK(pagefile_write(slot, page) == STATUS_SUCCESS);
    CHECK(pagefile_write(slot, page) == STATUS_IO_DEVICE_ERROR);
    CHECK(pagefile_read(slot, back) == STATUS_SUCCESS && memcmp(page, back, sizeof page) == 0);
    CHECK(pages.writes == 2 && pages.reads == 1 && slow.writes == before);
    slots_release(slot);
    pagefile_through(NULL);
    pagefile_close();
    file_forget();
    CHECK(host_pool_out == 0);
    test_disk_free(&disk);
}

static void another_manner_counts_from_then_on(void)
{
    uint8_t buffer[SECTOR_SIZE];
    struct slowdisk_manner none = {0}, second = {.latency = 5, .fail_read = 2, .fail_write = 1};
    begin(&none);
    for (uint32_t n = 1; n <= 3; n++)
        CHECK(slow.disk.operations->read(&slow.disk, 1, 1, buffer) == STATUS_SUCCESS && clock_now == 0);
    slowdisk_change(&slow, &second);
    CHECK(slow.disk.operations->read(&slow.disk, 1, 1, buffer) == STATUS_SUCCESS && clock_now == 5);
    CHECK(slow.disk.operations->read(&slow.disk, 1, 1, buffer) == STATUS_IO_DEVICE_ERROR);
    CHECK(slow.disk.operations->write(&slow.disk, 1, 1, buffer) == STATUS_IO_DEVICE_ERROR);
    slowdisk_change(&slow, &none);
    CHECK(slow.disk.operations->read(&slow.disk, 1, 1, buffer) == STATUS_SUCCESS && slow.reads == 6);
    test_disk_free(&disk);
}

int main(void)
{
    RUN(each_request_takes_its_time);
    RUN(the_nth_fails_and_no_other);
    RUN(a_volume_stands_on_it);
    RUN(pages_and_files_are_told_apart);
    RUN(another_manner_counts_from_then_on);
    return unit_end();
}
