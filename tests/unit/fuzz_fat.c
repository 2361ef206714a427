// sources: storage/pagefile.c storage/slotmap.c storage/file*.c storage/fat*.c storage/ramdisk.c
#include "storage/file.h"
#include "storage/fat_directory.h"
#include "storage/fat_data.h"
#include "storage/pagefile.h"
#include "tests/unit/fuzz.h"
#include "tests/unit/volume.h"

#define SECTORS 600u

static struct test_disk disk;
static uint8_t sound[SECTORS * SECTOR_SIZE]; /* the volume before anything is spoilt */
static uint32_t sound_tables, sound_root, sound_data;

static uint64_t now(void)
{
    return 130000000000000000ull;
}

static const char *const paths[] = {
    "\\",
    "\\A",
    "\\DIR",
    "\\DIR\\a long name.txt",
    "\\DIR\\SUB",
    "\\DIR\\SUB\\deep file.dat",
    "\\big.bin",
    "\\pagefile.sys",
    "\\NEW FILE.TXT",
    "\\DIR\\NEW",
    "\\DIR\\SUB\\x",
    "\\a name that is long enough for three pieces.html",
};

static const char *any_path(void)
{
    return paths[fuzz_below(sizeof paths / sizeof paths[0])];
}

static void make(const char *path, bool directory, uint32_t bytes)
{
    static uint8_t data[20000];
    struct file *file;
    enum file_action action;
    uint32_t done;
    memset(data, 0x5a, sizeof data);
    FUZZ_HOLDS(file_open(path, FILE_DISPOSITION_CREATE, 0, directory, false, &file, &action) ==
               STATUS_SUCCESS);
    FUZZ_HOLDS(bytes == 0 || file_write(file, 0, data, bytes, &done) == STATUS_SUCCESS);
    file_close(file);
}

static void sound_volume_make(uint32_t cluster_sectors)
{
    test_disk_make(&disk, SECTORS);
    test_disk_format(&disk, cluster_sectors, 64);
    FUZZ_HOLDS(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    make("\\A", false, 100);
    make("\\DIR", true, 0);
    make("\\DIR\\a long name.txt", false, 3000);
    make("\\DIR\\SUB", true, 0);
    make("\\DIR\\SUB\\deep file.dat", false, 700);
    make("\\big.bin", false, 20000);
    make("\\a name that is long enough for three pieces.html", false, 1);
    memcpy(sound, disk.bytes, sizeof sound);
    sound_tables = SECTOR_SIZE;
    sound_root = (1 + 2u * bytes_get16(sound + 22)) * SECTOR_SIZE;
    sound_data = sound_root + 64 * 32;
}

/* Rarely in the BPB (most of that is refused at once), mostly in the first FAT and in the directories. */
static uint32_t place_to_spoil(void)
{
    switch (fuzz_below(12)) {
    case 0:
        return fuzz_below(64);
    case 1:
        return fuzz_below(SECTORS * SECTOR_SIZE - 4);
    case 2:
    case 3:
    case 4:
    case 5:
        return sound_tables + fuzz_below(120);
    case 6:
    case 7:
    case 8:
        return sound_root + fuzz_below(16 * 32);
    default:
        return sound_data + fuzz_below(12 * SECTOR_SIZE);
    }
}

static void spoil(void)
{
    for (uint32_t i = fuzz_below(8); i != 0; i--) {
        uint32_t at = place_to_spoil();
        switch (fuzz_below(4)) {
        case 0:
            disk.bytes[at] ^= (uint8_t)(1u << fuzz_below(8));
            break;
        case 1:
            bytes_put16(disk.bytes + at, fuzz_below(40)); /* often a cluster that exists */
            break;
        case 2:
            memmove(disk.bytes + (at & ~31u), disk.bytes + (place_to_spoil() & ~31u), 32);
            break;
        default:
            bytes_put16(disk.bytes + at, fuzz_number());
        }
    }
}

/* What the loader does: no pool, read half only. */
static void use_as_the_loader(void)
{
    static uint8_t buffer[4096];
    static struct fat_volume volume;
    static struct fat_entry entry;
    uint32_t used;
    uint32_t before = host_pool_out;
    if (!status_ok(fat_mount(&volume, &disk.disk))) {
        return;
    }
    if (status_ok(fat_used_sectors(&volume, &used))) {
        FUZZ_HOLDS(used <= SECTORS);
    }
    if (status_ok(fat_lookup(&volume, any_path(), &entry)) && status_ok(fat_entry_check(&volume, &entry))) {
        struct fat_chain chain;
        fat_chain_init(&chain, entry.cluster);
        fat_read(&volume, &chain, fuzz_below(5000), buffer, fuzz_below(sizeof buffer));
        fat_read(&volume, &chain, fuzz_number(), buffer, fuzz_below(sizeof buffer));
    }
    FUZZ_HOLDS(host_pool_out == before);
}

static void list(struct file *directory)
{
    static struct file_directory_entry entry;
    uint32_t cursor = 0, count = 0;
    while (status_ok(file_directory_next(directory, &cursor, &entry))) {
        FUZZ_HOLDS(strlen(entry.name) < sizeof entry.name &&
                   strlen(entry.short_name) < sizeof entry.short_name);
        FUZZ_HOLDS(strchr(entry.name, '\\') == NULL);
        FUZZ_HOLDS(++count <= FAT_PLACES + 2);
    }
}

static void use_file(struct file *file)
{
    static uint8_t buffer[8192];
    struct file_information told;
    uint32_t done;
    switch (fuzz_below(10)) {
    case 0:
        file_write(file, fuzz_below(30000), buffer, fuzz_below(sizeof buffer), &done);
        break;
    case 1:
        file_write(file, fuzz_number(), buffer, 10, &done);
        break;
    case 2:
        file_set_size(file, fuzz_below(2) ? fuzz_below(40000) : fuzz_number());
        break;
    case 3:
        file_rename(file, any_path(), fuzz_below(2));
        break;
    case 4:
        file_set_delete(file, fuzz_below(4) != 0);
        break;
    case 5:
    case 6:
        list(file);
        break;
    case 7:
        file_information(file, &told);
        file_set_information(file, fuzz_below(256), &told.times);
        break;
    default:
        file_read(file, fuzz_below(25000), buffer, fuzz_below(sizeof buffer), &done);
        FUZZ_HOLDS(done <= sizeof buffer);
    }
}

static void use_pagefile(void)
{
    static uint8_t page[4096];
    uint32_t taken;
    if (file_open_count() != 0 || pagefile_create(1 + fuzz_below(20)) != STATUS_SUCCESS) {
        return;
    }
    slot_t slot = pagefile_reserve(fuzz_below(20) + 1, &taken);
    FUZZ_HOLDS(taken != 0);
    disk.fail_at = -1;
    FUZZ_HOLDS(pagefile_write(slot, page) == STATUS_SUCCESS && pagefile_read(slot, page) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < taken; i++) {
        pagefile_release((slot_t){slot.number + i});
    }
    pagefile_close();
}

#define HELD 4

static void use_as_the_kernel(void)
{
    struct file *held[HELD] = {NULL};
    enum file_action action;
    if (!status_ok(file_mount(&disk.disk, now))) {
        return;
    }
    for (int step = 0; step < 30; step++) {
        struct file **file = &held[fuzz_below(HELD)];
        if (*file != NULL) {
            use_file(*file);
            if (fuzz_below(3) == 0) {
                file_close(*file);
                *file = NULL;
            }
        } else if (!status_ok(file_open(any_path(), (enum file_disposition)fuzz_below(6), fuzz_below(64),
                                        fuzz_below(4) == 0, fuzz_below(4) == 0, file, &action))) {
            *file = NULL;
        }
    }
    for (int i = 0; i < HELD; i++) {
        if (held[i] != NULL) {
            file_close(held[i]);
        }
    }
    use_pagefile();
    FUZZ_HOLDS(file_open_count() == 0);
    FUZZ_HOLDS(host_pool_out <= 1); /* the map of crossings stays until the next mount */
}

static void round_run(void)
{
    memcpy(disk.bytes, sound, sizeof sound);
    spoil();
    disk.fail_at = fuzz_below(4) == 0 ? (int32_t)fuzz_below(200) : -1;
    use_as_the_loader();
    use_as_the_kernel();
    disk.fail_at = -1;
}

int main(int count, char **arguments)
{
    (void)unit_tests;
    (void)unit_failed;
    sound_volume_make(1);
    int result = fuzz_main(count, arguments, "fuzz_fat", 15000, round_run);
    test_disk_free(&disk);
    return result;
}
