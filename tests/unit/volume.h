/*
 * FAT volumes for tests: made in memory, on a disk that counts and can fail, shown to other people's tools.
 */
#ifndef TESTS_UNIT_VOLUME_H
#define TESTS_UNIT_VOLUME_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "storage/bytes.h"
#include "storage/disk.h"
#include "storage/ramdisk.h"
#include "tests/unit/unit.h"

/* Says in the TAP output that a test could not be done here. */
#define SKIP(test, reason)                                                                                   \
    do {                                                                                                     \
        (void)test;                                                                                          \
        printf("ok %d - %s # SKIP %s\n", ++unit_tests, #test, reason);                                       \
    } while (0)

/* Runs a test that needs a tool; skips it where the tool is missing. */
#define RUN_WITH(tool, test)                                                                                 \
    do {                                                                                                     \
        if (tool_exists(tool)) {                                                                             \
            RUN(test);                                                                                       \
        } else {                                                                                             \
            SKIP(test, "no " tool);                                                                          \
        }                                                                                                    \
    } while (0)

#define TOOL_PATH                                                                                            \
    "PATH=$PATH:/usr/sbin:/sbin; MTOOLS_SKIP_CHECK=1; LC_ALL=C.UTF-8; export PATH MTOOLS_SKIP_CHECK "        \
    "LC_ALL; "

struct test_disk {
    struct disk disk;
    struct ramdisk ramdisk;
    uint8_t *bytes;
    uint32_t calls;       /* reads and writes so far */
    int32_t fail_at;      /* that many more calls succeed, then one fails; -1: none fails */
    int32_t dead_after;   /* that many more calls succeed, then all fail; -1: none fails */
    int64_t sectors_left; /* so many sectors still reach the disk, then the power is gone; -1: all do */
    bool fail_long;       /* calls of more than one sector fail: file data, not tables */
    char file[64];        /* copy for the tools */
};

#define TEST_DISK_ERROR STATUS_IO_DEVICE_ERROR

static inline bool tool_exists(const char *tool)
{
    char command[256];
    snprintf(command, sizeof command, TOOL_PATH "command -v %s >/dev/null 2>&1", tool);
    return system(command) == 0;
}

static inline struct test_disk *test_disk(struct disk *disk)
{
    return (struct test_disk *)disk;
}

static inline bool test_disk_fails(struct disk *disk, uint32_t count)
{
    struct test_disk *test = test_disk(disk);
    test->calls++;
    if (test->fail_long && count > 1)
        return true;
    if (test->fail_at == 0) {
        test->fail_at = -1;
        return true;
    }
    test->fail_at -= test->fail_at > 0;
    test->dead_after -= test->dead_after > 0;
    return test->dead_after == 0;
}

static inline ntstatus test_disk_read(struct disk *disk, uint32_t sector, uint32_t count, void *buffer)
{
    struct disk *under = &test_disk(disk)->ramdisk.disk;
    return test_disk_fails(disk, count) ? TEST_DISK_ERROR
                                        : under->operations->read(under, sector, count, buffer);
}

/* Without power a write ends behind any of its sectors. Nobody hears of it: what runs on is not seen any
 * more. */
static inline ntstatus test_disk_write(struct disk *disk, uint32_t sector, uint32_t count, const void *buffer)
{
    struct test_disk *test = test_disk(disk);
    struct disk *under = &test->ramdisk.disk;
    if (test_disk_fails(disk, count))
        return TEST_DISK_ERROR;
    if (test->sectors_left >= 0 && test->sectors_left < count)
        count = (uint32_t)test->sectors_left;
    test->sectors_left -= test->sectors_left >= 0 ? count : 0;
    return under->operations->write(under, sector, count, buffer);
}

/* A disk of exactly so many bytes: the sanitizer sees every step beyond it. */
static inline void test_disk_make(struct test_disk *test, uint32_t sectors)
{
    static const struct disk_operations operations = {test_disk_read, test_disk_write};
    memset(test, 0, sizeof *test);
    test->bytes = calloc(sectors, SECTOR_SIZE);
    ramdisk_init(&test->ramdisk, test->bytes, sectors * SECTOR_SIZE);
    test->disk.operations = &operations;
    test->disk.sectors = test->ramdisk.disk.sectors;
    test->fail_at = test->dead_after = -1;
    test->sectors_left = -1;
    snprintf(test->file, sizeof test->file, "/tmp/faultline-test-%ld.img", (long)getpid());
}

static inline void test_disk_free(struct test_disk *test)
{
    free(test->bytes);
    unlink(test->file);
}

static inline void test_disk_format(struct test_disk *test, uint32_t cluster_sectors, uint32_t root_entries)
{
    uint32_t sectors = test->disk.sectors;
    uint32_t clusters = sectors / cluster_sectors;
    uint32_t table = (clusters < 4085 + 32 ? clusters * 3 / 2 : clusters * 2) / SECTOR_SIZE + 1;
    uint8_t *boot = test->bytes;
    memset(boot, 0, (size_t)sectors * SECTOR_SIZE);
    memcpy(boot,
           "\xeb\x3c\x90"
           "TESTDISK",
           11);
    bytes_put16(boot + 11, SECTOR_SIZE);
    boot[13] = (uint8_t)cluster_sectors;
    bytes_put16(boot + 14, 1);
    boot[16] = 2;
    bytes_put16(boot + 17, root_entries);
    bytes_put16(boot + 19, sectors < 0x10000 ? sectors : 0);
    boot[21] = 0xf8;
    bytes_put16(boot + 22, table);
    bytes_put16(boot + 24, 63);
    bytes_put16(boot + 26, 16);
    bytes_put32(boot + 32, sectors < 0x10000 ? 0 : sectors);
    boot[36] = 0x80;
    boot[38] = 0x29;
    bytes_put32(boot + 39, 0x12345678);
    memcpy(boot + 43, "NO NAME    FAT     ", 19);
    bytes_put16(boot + 510, 0xaa55);
    uint32_t data = 1 + 2 * table + root_entries / 16;
    bool small = (sectors - data) / cluster_sectors < 4085;
    for (uint32_t copy = 0; copy < 2; copy++)
        bytes_put32(boot + (1 + copy * table) * SECTOR_SIZE, small ? 0x00fffff8 : 0xfffffff8);
}

/* Writes the volume to a file for the tools. */
static inline void test_disk_save(const struct test_disk *test)
{
    FILE *file = fopen(test->file, "wb");
    CHECK(file != NULL && fwrite(test->bytes, SECTOR_SIZE, test->disk.sectors, file) == test->disk.sectors);
    CHECK(file != NULL && fclose(file) == 0);
}

static inline void test_disk_load(struct test_disk *test)
{
    FILE *file = fopen(test->file, "rb");
    CHECK(file != NULL && fread(test->bytes, SECTOR_SIZE, test->disk.sectors, file) == test->disk.sectors);
    CHECK(file != NULL && fclose(file) == 0);
}

/* Runs a command in which every % is the image's name. True: it ended with 0. */
static inline bool test_disk_tool(const struct test_disk *test, const char *command)
{
    char line[1024] = TOOL_PATH;
    size_t used = strlen(line);
    for (; *command != 0 && used < sizeof line - 80; command++)
        if (*command == '%')
            used += (size_t)snprintf(line + used, sizeof line - used, "%s", test->file);
        else
            line[used++] = *command;
    line[used] = 0;
    fflush(stdout);
    return system(line) == 0;
}

/* The independent judge: fsck.fat finds nothing to say about the volume. True where the tool is missing. */
static inline bool test_disk_is_clean(const struct test_disk *test)
{
    if (!tool_exists("fsck.fat")) {
        printf("# SKIP no fsck.fat to judge the volume\n");
        return true;
    }
    test_disk_save(test);
    if (test_disk_tool(test, "fsck.fat -n % >%.out 2>&1"))
        return test_disk_tool(test, "rm -f %.out");
    test_disk_tool(test, "sed 's/^/# /' %.out; rm -f %.out");
    return false;
}

#endif
