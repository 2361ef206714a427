// sources: storage/pagefile.c storage/slotmap.c storage/slots.c storage/file*.c storage/fat*.c
// sources: storage/unicode.c storage/ramdisk.c
#include "storage/file.h"
#include "storage/fat_directory.h"
#include "storage/fat_data.h"
#include "storage/pagefile.h"
#include "storage/slots.h"
#include "tests/unit/fuzz.h"
#include "tests/unit/volume.h"

/* A volume, and how it was before anything was spoilt. */
static struct sample {
    struct test_disk disk;
    uint8_t *sound;
    uint32_t bytes, root, data; /* the volume's size; where root directory and clusters begin */
} samples[2];                   /* FAT12, FAT16 */

static struct sample *sample; /* the one of this round */

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

static void sample_make(struct sample *made, uint32_t sectors)
{
    uint8_t *bytes;
    test_disk_make(&made->disk, sectors);
    test_disk_format(&made->disk, 1, 64);
    FUZZ_HOLDS(file_mount(&made->disk.disk, now) == STATUS_SUCCESS);
    make("\\A", false, 100);
    make("\\DIR", true, 0);
    make("\\DIR\\a long name.txt", false, 3000);
    make("\\DIR\\SUB", true, 0);
    make("\\DIR\\SUB\\deep file.dat", false, 700);
    make("\\big.bin", false, 20000);
    make("\\a name that is long enough for three pieces.html", false, 1);
    bytes = made->disk.bytes;
    made->bytes = sectors * SECTOR_SIZE;
    made->root = (1 + 2u * bytes_get16(bytes + 22)) * SECTOR_SIZE;
    made->data = made->root + 64 * 32;
    made->sound = malloc(made->bytes);
    memcpy(made->sound, bytes, made->bytes);
}

/* Rarely in the BPB (most of that is refused at once), mostly in the first FAT and in the directories. */
static uint32_t place_to_spoil(void)
{
    switch (fuzz_below(12)) {
    case 0:
        return fuzz_below(64);
    case 1:
        return fuzz_below(sample->bytes - 4);
    case 2:
    case 3:
    case 4:
    case 5:
        return SECTOR_SIZE + fuzz_below(120);
    case 6:
    case 7:
    case 8:
        return sample->root + fuzz_below(16 * 32);
    default:
        return sample->data + fuzz_below(12 * SECTOR_SIZE);
    }
}

static void spoil(void)
{
    uint8_t *bytes = sample->disk.bytes;
    for (uint32_t i = fuzz_below(8); i != 0; i--) {
        uint32_t at = place_to_spoil();
        switch (fuzz_below(4)) {
        case 0:
            bytes[at] ^= (uint8_t)(1u << fuzz_below(8));
            break;
        case 1:
            bytes_put16(bytes + at, fuzz_below(40)); /* often a cluster that exists */
            break;
        case 2:
            memmove(bytes + (at & ~31u), bytes + (place_to_spoil() & ~31u), 32);
            break;
        default:
            bytes_put16(bytes + at, fuzz_number());
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
    file_forget();
    uint32_t before = host_pool_out;
    if (!status_ok(fat_mount(&volume, &sample->disk.disk)))
        return;
    if (status_ok(fat_used_sectors(&volume, &used)))
        FUZZ_HOLDS(used <= sample->disk.disk.sectors);
    if (status_ok(fat_lookup(&volume, any_path(), &entry)) && status_ok(fat_entry_check(&volume, &entry))) {
        struct fat_chain chain;
        fat_chain_init(&chain, entry.cluster);
        fat_read(&volume, &chain, fuzz_below(5000), buffer, fuzz_below(sizeof buffer));
        fat_read(&volume, &chain, fuzz_number(), buffer, fuzz_below(sizeof buffer));
    }
    file_forget();
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
    if (file_open_count() != 0 || pagefile_create_one(1 + fuzz_below(20)) != STATUS_SUCCESS)
        return;
    slot_t slot = slots_reserve(fuzz_below(20) + 1, &taken);
    FUZZ_HOLDS(taken != 0);
    sample->disk.fail_at = -1;
    FUZZ_HOLDS(pagefile_write(slot, page) == STATUS_SUCCESS && pagefile_read(slot, page) == STATUS_SUCCESS);
    for (uint32_t i = 0; i < taken; i++)
        slots_release((slot_t){slot.number + i});
    pagefile_close();
}

#define HELD 4

static void use_as_the_kernel(void)
{
    struct file *held[HELD] = {NULL};
    enum file_action action;
    if (!status_ok(file_mount(&sample->disk.disk, now)))
        return;
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
    for (int i = 0; i < HELD; i++)
        if (held[i] != NULL)
            file_close(held[i]);
    use_pagefile();
    FUZZ_HOLDS(file_open_count() == 0);
    file_forget();
    FUZZ_HOLDS(host_pool_out <= 1); /* the map of crossings stays until the next mount */
}

static void round_run(void)
{
    sample = &samples[fuzz_below(20) == 0]; /* the larger one costs a copy of 2 MB a round */
    memcpy(sample->disk.bytes, sample->sound, sample->bytes);
    spoil();
    sample->disk.fail_at = fuzz_below(4) == 0 ? (int32_t)fuzz_below(200) : -1;
    use_as_the_loader();
    use_as_the_kernel();
    sample->disk.fail_at = -1;
}

int main(int count, char **arguments)
{
    (void)unit_tests;
    (void)unit_failed;
    sample_make(&samples[0], 600);
    sample_make(&samples[1], 4300);
    int result = fuzz_main(count, arguments, "fuzz_fat", 15000, round_run);
    for (int i = 0; i < 2; i++) {
        test_disk_free(&samples[i].disk);
        free(samples[i].sound);
    }
    return result;
}
