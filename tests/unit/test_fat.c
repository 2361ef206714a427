// sources: storage/fat*.c storage/ramdisk.c storage/unicode.c
#include "tests/unit/volume.h"
#include "storage/fat_alias.h"
#include "storage/fat_change.h"
#include "storage/fat_check.h"
#include "storage/fat_space.h"
#include "storage/fat_time.h"
#include "storage/fat_write.h"
#include "storage/unicode.h"
#include "tests/unit/host.h"

static struct test_disk disk;
static struct fat_volume volume;

static void begin(uint32_t sectors, uint32_t cluster_sectors, uint32_t root_entries)
{
    test_disk_make(&disk, sectors);
    test_disk_format(&disk, cluster_sectors, root_entries);
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
    CHECK(fat_space_init(&volume) == STATUS_SUCCESS);
}

static void end(void)
{
    test_disk_free(&disk);
}

/* Makes an entry with `bytes` bytes of a pattern in the directory at `directory`. */
static ntstatus make_file(uint32_t directory, const char *name, uint32_t bytes, struct fat_record *record)
{
    *record = (struct fat_record){.directory = directory, .attributes = FAT_ARCHIVE, .size = bytes};
    struct fat_chain chain;
    if (bytes != 0) {
        uint32_t clusters = (bytes + fat_cluster_bytes(&volume) - 1) / fat_cluster_bytes(&volume);
        ntstatus status = fat_space_take(&volume, 0, clusters, &record->cluster);
        if (!status_ok(status))
            return status;
        fat_chain_init(&chain, record->cluster);
        for (uint32_t i = 0; i < bytes; i++) {
            uint8_t byte = (uint8_t)(i * 7 + i / 256);
            fat_write(&volume, &chain, i, &byte, 1);
        }
    }
    return fat_record_add(&volume, record, name, (uint32_t)strlen(name));
}

static bool pattern_reads_back(uint32_t cluster, uint32_t offset, uint32_t bytes)
{
    uint8_t *buffer = malloc(bytes);
    struct fat_chain chain;
    fat_chain_init(&chain, cluster);
    bool same = fat_read(&volume, &chain, offset, buffer, bytes) == STATUS_SUCCESS;
    for (uint32_t i = 0; same && i < bytes; i++)
        same = buffer[i] == (uint8_t)((offset + i) * 7 + (offset + i) / 256);
    free(buffer);
    return same;
}

static uint32_t make_directory(uint32_t parent, const char *name)
{
    struct fat_record record = {.directory = parent, .attributes = FAT_DIRECTORY};
    CHECK(fat_directory_make(&volume, parent, &record.times, &record.cluster) == STATUS_SUCCESS);
    CHECK(fat_record_add(&volume, &record, name, (uint32_t)strlen(name)) == STATUS_SUCCESS);
    return record.cluster;
}

static void mount_reads_the_geometry(void)
{
    begin(2880, 1, 224); /* a floppy */
    CHECK(volume.entry_bits == 12);
    CHECK(volume.sectors == 2880);
    CHECK(volume.root_start == 1 + 2 * volume.table_sectors);
    CHECK(volume.data_start == volume.root_start + 14);
    CHECK(volume.clusters == 2880 - volume.data_start);
    CHECK(volume.free_clusters == volume.clusters);
    CHECK(volume.serial == 0x12345678);
    end();
}

static void the_count_of_clusters_decides_between_fat12_and_fat16(void)
{
    uint32_t sectors = 1 + 2 * 16 + 4 + 4085;
    begin(sectors, 1, 64);
    bytes_put16(disk.bytes + 22, 16);
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
    CHECK(volume.clusters == 4085 && volume.entry_bits == 16);
    bytes_put16(disk.bytes + 19, sectors - 1);
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
    CHECK(volume.clusters == 4084 && volume.entry_bits == 12);
    end();
}

static void mount_refuses_what_is_no_volume(void)
{
    static const struct {
        uint32_t offset, value;
        bool wide;
    } damage[] = {
        {510, 0, true},   {11, 1024, true}, {11, 0, true},      {13, 0, false},
        {13, 3, false},   {14, 0, true},    {16, 0, false},     {17, 0, true},
        {19, 9, true},    {19, 0, true},    {22, 0, true},      {22, 1, true},
        {19, 2881, true}, {14, 3000, true}, {17, 0xffff, true}, {22, 0xffff, true},
    };
    begin(2880, 1, 224);
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        uint8_t boot[SECTOR_SIZE];
        memcpy(boot, disk.bytes, sizeof boot);
        disk.bytes[damage[i].offset] = (uint8_t)damage[i].value;
        if (damage[i].wide)
            bytes_put16(disk.bytes + damage[i].offset, damage[i].value);
        bool refused = fat_mount(&volume, &disk.disk) == STATUS_DISK_CORRUPT_ERROR;
        CHECK(refused);
        if (!refused)
            printf("# damage %zu\n", i);
        memcpy(disk.bytes, boot, sizeof boot);
    }
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
    end();
}

static void mount_refuses_an_empty_disk_and_passes_errors_through(void)
{
    begin(2880, 1, 224);
    disk.fail_at = 0;
    CHECK(fat_mount(&volume, &disk.disk) == TEST_DISK_ERROR);
    disk.disk.sectors = 0;
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_DISK_CORRUPT_ERROR);
    end();
}

static void ramdisk_refuses_what_is_beyond_its_end(void)
{
    struct ramdisk ramdisk;
    uint8_t memory[3 * SECTOR_SIZE + 100], buffer[4 * SECTOR_SIZE];
    ramdisk_init(&ramdisk, memory, sizeof memory);
    struct disk *small = &ramdisk.disk;
    CHECK(small->sectors == 3);
    CHECK(small->operations->write(small, 0, 3, buffer) == STATUS_SUCCESS);
    CHECK(small->operations->read(small, 3, 0, buffer) == STATUS_SUCCESS);
    CHECK(small->operations->read(small, 3, 1, buffer) == STATUS_INVALID_PARAMETER);
    CHECK(small->operations->read(small, 1, 3, buffer) == STATUS_INVALID_PARAMETER);
    CHECK(small->operations->write(small, 0xffffffff, 2, buffer) == STATUS_INVALID_PARAMETER);
    CHECK(small->operations->write(small, 2, 0xffffffff, buffer) == STATUS_INVALID_PARAMETER);
}

static void used_sectors_ends_behind_the_last_cluster(void)
{
    uint32_t used;
    struct fat_record record;
    begin(20000, 4, 512);
    CHECK(fat_used_sectors(&volume, &used) == STATUS_SUCCESS && used == volume.data_start);
    CHECK(make_file(FAT_ROOT, "A.BIN", 10000, &record) == STATUS_SUCCESS);
    CHECK(fat_used_sectors(&volume, &used) == STATUS_SUCCESS && used == volume.data_start + 5 * 4);
    CHECK(fat_table_put(&volume, volume.clusters + 1, FAT_END) == STATUS_SUCCESS);
    CHECK(fat_table_flush(&volume) == STATUS_SUCCESS);
    CHECK(fat_used_sectors(&volume, &used) == STATUS_SUCCESS);
    CHECK(used <= volume.sectors && used > volume.sectors - 4);
    end();
}

/* The loader has read no more than boot sector and FATs when it asks. */
static void used_sectors_needs_boot_sector_and_fats_only(void)
{
    uint32_t used, whole;
    struct fat_record record;
    begin(20000, 4, 512);
    CHECK(make_file(FAT_ROOT, "A.BIN", 10000, &record) == STATUS_SUCCESS);
    CHECK(fat_used_sectors(&volume, &whole) == STATUS_SUCCESS);
    uint8_t *part = malloc((size_t)volume.root_start * SECTOR_SIZE);
    memcpy(part, disk.bytes, (size_t)volume.root_start * SECTOR_SIZE);
    struct ramdisk ramdisk;
    struct fat_volume loader;
    ramdisk_init(&ramdisk, part, volume.root_start * SECTOR_SIZE);
    ramdisk.disk.sectors = 20000; /* the sanitizer sees any access behind the part */
    CHECK(fat_mount(&loader, &ramdisk.disk) == STATUS_SUCCESS);
    CHECK(fat_used_sectors(&loader, &used) == STATUS_SUCCESS && used == whole);
    free(part);
    end();
}

static void files_read_back(uint32_t sectors, uint32_t cluster_sectors)
{
    begin(sectors, cluster_sectors, 64);
    struct fat_record first, second;
    struct fat_entry entry;
    CHECK(make_file(FAT_ROOT, "FIRST.BIN", 5000, &first) == STATUS_SUCCESS);
    CHECK(make_file(FAT_ROOT, "second file.bin", 12345, &second) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\First.bin", &entry) == STATUS_SUCCESS);
    CHECK(entry.size == 5000 && strcmp(entry.name, "FIRST.BIN") == 0);
    CHECK(pattern_reads_back(entry.cluster, 0, 5000));
    CHECK(fat_lookup(&volume, "\\SECOND FILE.BIN", &entry) == STATUS_SUCCESS);
    CHECK(strcmp(entry.name, "second file.bin") == 0 && strcmp(entry.short_name, "SECOND~1.BIN") == 0);
    CHECK(pattern_reads_back(entry.cluster, 0, 12345));
    CHECK(pattern_reads_back(entry.cluster, 511, 2));
    CHECK(pattern_reads_back(entry.cluster, 513, 4096));
    CHECK(pattern_reads_back(entry.cluster, 12344, 1));
    CHECK(fat_lookup(&volume, "\\second~1.bin", &entry) == STATUS_SUCCESS);
    CHECK(test_disk_is_clean(&disk));
    end();
}

static void files_read_back_on_fat12(void)
{
    files_read_back(2880, 1);
}

static void files_read_back_on_fat16(void)
{
    files_read_back(40000, 4);
}

static void lookup_tells_file_path_and_bad_names_apart(void)
{
    struct fat_record record;
    struct fat_entry entry;
    begin(2880, 1, 224);
    uint32_t windows = make_directory(FAT_ROOT, "WINDOWS");
    uint32_t system32 = make_directory(windows, "SYSTEM32");
    CHECK(make_file(system32, "kernel.exe", 100, &record) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\windows\\system32\\KERNEL.EXE", &entry) == STATUS_SUCCESS);
    CHECK(entry.directory == system32 && entry.place == record.place);
    CHECK(fat_lookup(&volume, "\\", &entry) == STATUS_SUCCESS && entry.place == 0);
    CHECK(fat_lookup(&volume, "\\windows\\nothing", &entry) == STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK(fat_lookup(&volume, "\\nothing\\kernel.exe", &entry) == STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK(fat_lookup(&volume, "\\windows\\system32\\kernel.exe\\x", &entry) == STATUS_OBJECT_PATH_NOT_FOUND);
    CHECK(fat_lookup(&volume, "windows", &entry) == STATUS_OBJECT_NAME_INVALID);
    CHECK(fat_lookup(&volume, "", &entry) == STATUS_OBJECT_NAME_INVALID);
    CHECK(fat_lookup(&volume, "\\windows\\..\\x", &entry) == STATUS_OBJECT_NAME_INVALID);
    CHECK(fat_lookup(&volume, "\\\\windows", &entry) == STATUS_OBJECT_NAME_INVALID);
    end();
}

static void names_convert_and_are_judged(void)
{
    uint16_t units[FAT_NAME_UNITS];
    char name[FAT_NAME_BYTES];
    static const char text[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"; /* a, e acute, euro, a face */
    static const uint16_t wanted[] = {'a', 0xe9, 0x20ac, 0xd83d, 0xde00};
    CHECK(unicode_to_utf16(text, sizeof text - 1, units, FAT_NAME_UNITS) == 5);
    CHECK(memcmp(units, wanted, sizeof wanted) == 0);
    unicode_to_utf8(wanted, 5, name);
    CHECK(strcmp(name, text) == 0);
    unicode_to_utf8(wanted + 3, 1, name); /* a surrogate alone comes back as itself */
    CHECK(unicode_to_utf16(name, (uint32_t)strlen(name), units, FAT_NAME_UNITS) == 1 && units[0] == 0xd83d);
    CHECK(fat_name_valid("a b.txt", 7) && fat_name_valid(".profile", 8) && fat_name_valid("x", 1));
    static const char *const bad[] = {"",     ".",    "..",  "a.",   "a ",   "a*",       "a?b",
                                      "a:b",  "a/b",  "a|b", "\x1f", "\xc3", "\xc0\x80", "\xf5\x80\x80\x80",
                                      "\x80", "a\\b", "\""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!fat_name_valid(bad[i], (uint32_t)strlen(bad[i])));
    char longest[257];
    memset(longest, 'x', sizeof longest);
    CHECK(fat_name_valid(longest, 255) && !fat_name_valid(longest, 256));
    CHECK(fat_name_is("Hello", "hELLOx", 5) && !fat_name_is("Hello", "hell", 4) &&
          !fat_name_is("Hell", "hello", 5));
}

static void short_names_have_dots_and_nt_case_bits(void)
{
    char name[FAT_SHORT_UTF8], text[FAT_SHORT_BYTES];
    const uint8_t *raw = (const uint8_t *)"README  TXT";
    fat_short_to_utf8(raw, 0, name);
    CHECK(strcmp(name, "README.TXT") == 0);
    fat_short_to_utf8(raw, 0x08, name);
    CHECK(strcmp(name, "readme.TXT") == 0);
    fat_short_to_utf8(raw, 0x18, name);
    CHECK(strcmp(name, "readme.txt") == 0);
    fat_short_to_text((const uint8_t *)"..         ", text);
    CHECK(strcmp(text, "..") == 0);
    fat_short_to_utf8((const uint8_t *)"A\x82         ", 0, name); /* a byte of some code page */
    CHECK(strcmp(name, "A\xef\x82\x82") == 0);
    fat_short_to_text((const uint8_t *)"A\x82         ", text);
    CHECK(strcmp(text, "") == 0);
    CHECK(fat_short_checksum(raw) ==
          0x73); /* by the formula of the specification, done with pencil and awk */
}

static void every_length_of_name_round_trips(void)
{
    struct fat_record record;
    struct fat_entry entry;
    char path[300] = "\\";
    begin(40000, 4, 512);
    uint32_t directory = make_directory(FAT_ROOT, "D");
    for (uint32_t length = 1; length <= 255; length += length < 40 ? 1 : 43) {
        memset(path, 'n', sizeof path);
        memcpy(path, "\\D\\", 3);
        path[3 + length] = 0;
        CHECK(make_file(directory, path + 3, 0, &record) == STATUS_SUCCESS);
        CHECK(fat_lookup(&volume, path, &entry) == STATUS_SUCCESS);
        CHECK(strcmp(entry.name, path + 3) == 0 && entry.place == record.place);
        CHECK(entry.first_position == record.first_position);
    }
    CHECK(test_disk_is_clean(&disk));
    end();
}

static void aliases_count_up(void)
{
    struct fat_record record;
    struct fat_entry entry;
    char name[40];
    begin(40000, 4, 512);
    uint32_t directory = make_directory(FAT_ROOT, "D");
    for (int i = 1; i <= 300; i++) {
        snprintf(name, sizeof name, "long name number %d.text", i);
        CHECK(make_file(directory, name, 0, &record) == STATUS_SUCCESS);
    }
    CHECK(fat_lookup(&volume, "\\D\\LONGNA~9.TEX", &entry) == STATUS_SUCCESS);
    CHECK(strcmp(entry.name, "long name number 9.text") == 0);
    CHECK(fat_lookup(&volume, "\\D\\LONGN~10.TEX", &entry) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\D\\LONG~300.TEX", &entry) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\D\\long name number 7.text", &entry) == STATUS_SUCCESS);
    record = fat_record_of(&entry);
    CHECK(fat_record_remove(&volume, &record) == STATUS_SUCCESS);
    CHECK(make_file(directory, "long name again.text", 0, &record) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\D\\LONGNA~7.TEX", &entry) == STATUS_SUCCESS);
    CHECK(strcmp(entry.name, "long name again.text") == 0);
    CHECK(test_disk_is_clean(&disk));
    end();
}

static void alias_follows_the_rules(void)
{
    static const struct {
        const char *name, *raw;
        bool exact;
    } cases[] = {
        {"KERNEL.EXE", "KERNEL  EXE", true}, {"kernel.exe", "KERNEL  EXE", false},
        {"README", "README     ", true},     {"a b.c", "AB~1    C  ", false},
        {".profile", "PROFIL~1   ", false},  {"one.two.three", "ONETWO~1THR", false},
        {"+,;=[].x", "______~1X  ", false},  {"\xe6\x97\xa5.txt", "_~1     TXT", false},
        {"a.html", "A~1     HTM", false},    {"12345678.123", "12345678123", true},
    };
    begin(2880, 1, 224);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t raw[FAT_SHORT_RAW];
        bool exact;
        const char *name = cases[i].name;
        CHECK(fat_alias_make(&volume, FAT_ROOT, name, (uint32_t)strlen(name), FAT_NO_POSITION, raw, &exact) ==
              STATUS_SUCCESS);
        bool right = memcmp(raw, cases[i].raw, FAT_SHORT_RAW) == 0 && exact == cases[i].exact;
        CHECK(right);
        if (!right)
            printf("# %s gives %.11s\n", name, raw);
    }
    end();
}

static void directories_grow_and_the_root_cannot(void)
{
    struct fat_record record;
    char name[20];
    begin(2880, 1, 32);
    memset(disk.bytes + volume.data_start * SECTOR_SIZE, 'A',
           100 * SECTOR_SIZE); /* clusters that were used before */
    uint32_t directory = make_directory(FAT_ROOT, "D"), length;
    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "F%d", i);
        CHECK(make_file(directory, name, 0, &record) == STATUS_SUCCESS);
    }
    CHECK(fat_chain_length(&volume, directory, &length) == STATUS_SUCCESS && length == 7);
    int made = 0;
    for (; made < 100; made++) {
        snprintf(name, sizeof name, "R%d", made);
        if (make_file(FAT_ROOT, name, 0, &record) != STATUS_SUCCESS)
            break;
    }
    CHECK(made == 31);
    CHECK(make_file(FAT_ROOT, "X", 0, &record) == STATUS_DISK_FULL);
    CHECK(test_disk_is_clean(&disk));
    end();
}

static void removed_places_are_used_again(void)
{
    struct fat_record first, second, third;
    begin(2880, 1, 224);
    CHECK(make_file(FAT_ROOT, "a long name.txt", 0, &first) == STATUS_SUCCESS);
    CHECK(make_file(FAT_ROOT, "B", 0, &second) == STATUS_SUCCESS);
    CHECK(fat_record_remove(&volume, &first) == STATUS_SUCCESS);
    CHECK(make_file(FAT_ROOT, "another name.txt", 0, &third) == STATUS_SUCCESS);
    CHECK(third.first_position == first.first_position && third.place == first.place);
    CHECK(test_disk_is_clean(&disk));
    end();
}

/* The specification lets anything stand behind the end mark. */
static void garbage_behind_the_end_stays_hidden(void)
{
    struct fat_record record;
    struct fat_entry entry;
    struct fat_directory root;
    uint32_t position = 0;
    begin(2880, 1, 224);
    memset(disk.bytes + (volume.root_start * SECTOR_SIZE) + 32, 'A', 13 * SECTOR_SIZE);
    CHECK(make_file(FAT_ROOT, "a long name.txt", 0, &record) == STATUS_SUCCESS);
    fat_directory_open(&root, FAT_ROOT);
    CHECK(fat_directory_next(&volume, &root, &position, &entry) == STATUS_SUCCESS);
    CHECK(strcmp(entry.name, "a long name.txt") == 0);
    CHECK(fat_directory_next(&volume, &root, &position, &entry) == STATUS_NO_MORE_FILES);
    end();
}

static void orphaned_pieces_of_long_names_are_ignored(void)
{
    struct fat_record record;
    struct fat_entry entry;
    begin(2880, 1, 224);
    CHECK(make_file(FAT_ROOT, "a long name of three pieces.txt", 0, &record) == STATUS_SUCCESS);
    uint8_t *root = disk.bytes + volume.root_start * SECTOR_SIZE;
    root[32] = FAT_PLACE_FREE; /* the middle piece */
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\ALONGN~1.TXT", &entry) == STATUS_SUCCESS);
    CHECK(strcmp(entry.name, "ALONGN~1.TXT") == 0 && entry.first_position == entry.position);
    root[32] = 2;
    root[13] ^= 1; /* the checksum of the first */
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\a long name of three pieces.txt", &entry) == STATUS_OBJECT_NAME_NOT_FOUND);
    end();
}

/* DOS renamed the file and knew nothing of long names; a disk tool lost the order of the pieces. */
static void a_long_name_must_belong_to_its_entry(void)
{
    struct fat_record record;
    struct fat_entry entry;
    begin(2880, 1, 224);
    CHECK(make_file(FAT_ROOT, "long.name", 0, &record) == STATUS_SUCCESS);
    CHECK(make_file(FAT_ROOT, "a long name of three pieces.txt", 0, &record) == STATUS_SUCCESS);
    uint8_t *root = disk.bytes + volume.root_start * SECTOR_SIZE;
    memcpy(root + 32, "RENAMED ", 8);
    CHECK(root[3 * 32] == 2);
    root[2 * 32] = 0x42; /* pieces 2, 1, 1 */
    root[3 * 32] = 1;
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\long.name", &entry) == STATUS_OBJECT_NAME_NOT_FOUND);
    CHECK(fat_lookup(&volume, "\\RENAMED.NAM", &entry) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\ALONGN~1.TXT", &entry) == STATUS_SUCCESS);
    CHECK(strcmp(entry.name, "ALONGN~1.TXT") == 0);
    end();
}

/* Behind the last unit a 0, then 0xffff: other systems look for both. */
static void pieces_of_long_names_are_padded_as_specified(void)
{
    struct fat_record record;
    begin(2880, 1, 224);
    CHECK(make_file(FAT_ROOT, "lower", 0, &record) == STATUS_SUCCESS);
    const uint8_t *piece = disk.bytes + volume.root_start * SECTOR_SIZE;
    CHECK(piece[0] == 0x41 && bytes_get16(piece + 9) == 'r');
    CHECK(bytes_get16(piece + 14) == 0 && bytes_get16(piece + 16) == 0xffff &&
          bytes_get16(piece + 30) == 0xffff);
    CHECK(bytes_get16(piece + 26) == 0);
    end();
}

static void broken_chains_are_told(void)
{
    struct fat_record record;
    uint32_t length;
    uint8_t byte;
    struct fat_chain chain;
    static const uint32_t bad[] = {0, 1, 0xff6, 0xff7};
    begin(2880, 1, 224);
    CHECK(make_file(FAT_ROOT, "A", 2000, &record) == STATUS_SUCCESS);
    CHECK(record.cluster == 2);
    CHECK(fat_chain_length(&volume, 2, &length) == STATUS_SUCCESS && length == 4);
    CHECK(fat_table_put(&volume, 4, 3) == STATUS_SUCCESS); /* 2, 3, 4, 3, 4, .. */
    CHECK(fat_table_flush(&volume) == STATUS_SUCCESS);
    CHECK(fat_chain_length(&volume, 2, &length) == STATUS_FILE_CORRUPT_ERROR);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t *entry = disk.bytes + SECTOR_SIZE + 4 + 2; /* FAT12: clusters 4 and 5 in three bytes */
        bytes_put16(entry, (bytes_get16(entry) & 0xf000u) | bad[i]);
        CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
        CHECK(fat_chain_length(&volume, 2, &length) == STATUS_FILE_CORRUPT_ERROR);
        fat_chain_init(&chain, 2);
        CHECK(fat_read(&volume, &chain, 1024, &byte, 1) == STATUS_SUCCESS);
        CHECK(fat_read(&volume, &chain, 1536, &byte, 1) == STATUS_FILE_CORRUPT_ERROR);
    }
    fat_chain_init(&chain, 2);
    CHECK(fat_read(&volume, &chain, 0xffffff00, &byte, 1) == STATUS_FILE_CORRUPT_ERROR);
    CHECK(fat_chain_length(&volume, 0, &length) == STATUS_FILE_CORRUPT_ERROR);
    CHECK(fat_chain_length(&volume, volume.clusters + 2, &length) == STATUS_FILE_CORRUPT_ERROR);
    end();
}

static void a_directory_in_a_loop_ends(void)
{
    struct fat_record record;
    struct fat_entry entry;
    char name[20];
    begin(2880, 1, 224);
    uint32_t directory = make_directory(FAT_ROOT, "D");
    for (int i = 0; i < 14; i++) {
        snprintf(name, sizeof name, "F%d", i);
        CHECK(make_file(directory, name, 0, &record) == STATUS_SUCCESS);
    }
    CHECK(fat_table_put(&volume, directory, directory) == STATUS_SUCCESS); /* full, and behind itself again */
    CHECK(fat_table_flush(&volume) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\D\\NOTHING", &entry) == STATUS_FILE_CORRUPT_ERROR);
    CHECK(fat_lookup(&volume, "\\D\\F13", &entry) == STATUS_SUCCESS);
    end();
}

static void a_directory_without_clusters_is_corrupt(void)
{
    struct fat_record record = {.directory = FAT_ROOT, .attributes = FAT_DIRECTORY};
    struct fat_entry entry;
    begin(2880, 1, 224);
    CHECK(fat_record_add(&volume, &record, "D", 1) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\D\\X", &entry) == STATUS_FILE_CORRUPT_ERROR);
    record.cluster = 0xffff;
    CHECK(fat_record_update(&volume, &record) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\D\\X", &entry) == STATUS_FILE_CORRUPT_ERROR);
    end();
}

static void space_is_taken_side_by_side_where_it_can(void)
{
    uint32_t a, b, c, d, length;
    begin(2880, 1, 224);
    CHECK(fat_space_take(&volume, 0, 10, &a) == STATUS_SUCCESS && a == 2);
    CHECK(fat_space_take(&volume, 0, 5, &b) == STATUS_SUCCESS && b == 12);
    CHECK(fat_space_release(&volume, a) == STATUS_SUCCESS);
    CHECK(fat_space_take(&volume, 0, 20, &c) == STATUS_SUCCESS && c == 17); /* not in the hole of 10 */
    CHECK(fat_space_take(&volume, 0, 3, &a) == STATUS_SUCCESS && a == 2);
    CHECK(fat_space_take(&volume, c + 19, 3, &d) == STATUS_SUCCESS && d == c + 20); /* behind its neighbour */
    CHECK(fat_space_release(&volume, d) == STATUS_SUCCESS);
    CHECK(fat_space_release(&volume, b) == STATUS_SUCCESS);
    uint32_t all = volume.free_clusters;
    CHECK(fat_space_take(&volume, 0, all + 1, &d) == STATUS_DISK_FULL && volume.free_clusters == all);
    CHECK(fat_space_take(&volume, 0, all, &d) == STATUS_SUCCESS && d == 5); /* scattered */
    CHECK(fat_chain_length(&volume, d, &length) == STATUS_SUCCESS && length == all);
    CHECK(volume.free_clusters == 0);
    CHECK(fat_space_take(&volume, 0, 1, &b) == STATUS_DISK_FULL);
    CHECK(fat_space_cut(&volume, d) == STATUS_SUCCESS);
    CHECK(fat_chain_length(&volume, d, &length) == STATUS_SUCCESS && length == 1);
    CHECK(fat_space_release(&volume, d) == STATUS_SUCCESS);
    CHECK(fat_space_release(&volume, d) == STATUS_FILE_CORRUPT_ERROR); /* it is in no chain any more */
    CHECK(volume.free_clusters == all);
    CHECK(fat_space_init(&volume) == STATUS_SUCCESS && volume.free_clusters == all);
    end();
}

/* The rule of a row, entry by entry. */
static bool is_of_row(uint32_t cluster, enum fat_row row)
{
    uint32_t entry;
    CHECK(fat_table_get(&volume, cluster, &entry) == STATUS_SUCCESS);
    if (row == FAT_ROW_LINKED)
        return entry == cluster + 1 && fat_is_cluster(&volume, entry);
    return (entry == FAT_FREE) == (row == FAT_ROW_FREE);
}

static void a_row_is_what_each_entry_says(uint32_t seed, uint32_t limit, enum fat_row row)
{
    uint32_t cluster = 2 + host_random(&seed) % (volume.clusters + 1), length,
             expected = 0; /* one is no cluster */
    limit = host_random(&seed) % limit;
    while (expected < limit && fat_is_cluster(&volume, cluster + expected) &&
           is_of_row(cluster + expected, row))
        expected++;
    CHECK(fat_table_row(&volume, cluster, limit, row, &length) == STATUS_SUCCESS && length == expected);
}

/* Chains are taken and given back at random, so that the table is in pieces. */
static void rows_of(uint32_t sectors, uint32_t cluster_sectors, uint32_t seed)
{
    uint32_t chains[64] = {0};
    begin(sectors, cluster_sectors, 224);
    for (uint32_t i = 0; i < 3000; i++) {
        uint32_t *chain = &chains[host_random(&seed) % 64];
        if (*chain != 0) {
            CHECK(fat_space_release(&volume, *chain) == STATUS_SUCCESS);
            *chain = 0;
        } else if (fat_space_take(&volume, 0, 1 + host_random(&seed) % 300, chain) != STATUS_SUCCESS) {
            *chain = 0;
        }
        uint32_t free = volume.free_clusters, hint = volume.free_hint;
        a_row_is_what_each_entry_says(host_random(&seed), 700, (enum fat_row)(i % 3));
        CHECK(i % 100 != 0 || (fat_space_init(&volume) == STATUS_SUCCESS && volume.free_clusters == free &&
                               volume.free_hint >= hint));
    }
    a_row_is_what_each_entry_says(1, volume.clusters + 10, FAT_ROW_TAKEN);
    end();
}

static void rows_are_what_each_entry_says(void)
{
    rows_of(2880, 1, 1);
    rows_of(40000, 4, 2);
}

/* Each access fails once: the table is as it was, and so is the count. */
static void a_row_that_fails_has_put_none(void)
{
    begin(40000, 4, 512);
    uint32_t first, free = volume.free_clusters;
    for (disk.fail_at = 0; fat_space_take(&volume, 0, 700, &first) != STATUS_SUCCESS;) {
        static int32_t at;
        CHECK(volume.free_clusters == free && fat_table_flush(&volume) == STATUS_SUCCESS);
        CHECK(fat_space_init(&volume) == STATUS_SUCCESS && volume.free_clusters == free);
        disk.fail_at = ++at;
    }
    CHECK(volume.free_clusters == free - 700);
    end();
}

static void both_copies_of_the_table_are_written(void)
{
    uint32_t first;
    begin(40000, 4, 512);
    CHECK(fat_space_take(&volume, 0, 700, &first) == STATUS_SUCCESS);
    size_t bytes = (size_t)volume.table_sectors * SECTOR_SIZE;
    CHECK(memcmp(disk.bytes + SECTOR_SIZE, disk.bytes + SECTOR_SIZE + bytes, bytes) == 0);
    end();
}

/* A chain of 700 clusters touches three sectors of the table: it must not cost a write for each cluster. */
static void the_table_is_written_by_sectors(void)
{
    uint32_t first;
    begin(40000, 4, 512);
    uint32_t before = disk.calls;
    CHECK(fat_space_take(&volume, 0, 700, &first) == STATUS_SUCCESS);
    CHECK(disk.calls - before < 50);
    end();
}

static void runs_are_one_call_of_the_disk(void)
{
    struct fat_record record;
    begin(40000, 4, 512);
    CHECK(make_file(FAT_ROOT, "A", 16384, &record) == STATUS_SUCCESS);
    uint8_t *buffer = malloc(16384);
    struct fat_chain chain;
    fat_chain_init(&chain, record.cluster);
    uint32_t before = disk.calls;
    CHECK(fat_read(&volume, &chain, 0, buffer, 16384) == STATUS_SUCCESS);
    CHECK(disk.calls == before + 1); /* the table's sector is in its window yet */
    free(buffer);
    end();
}

static void a_failed_read_leaves_no_window_behind(void)
{
    struct fat_record record;
    struct fat_entry entry;
    begin(2880, 1, 224);
    CHECK(make_file(FAT_ROOT, "A", 1000, &record) == STATUS_SUCCESS);
    for (int n = 0; n < 3; n++) {
        CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
        disk.fail_at = 0;
        CHECK(fat_lookup(&volume, "\\A", &entry) == TEST_DISK_ERROR);
        CHECK(fat_lookup(&volume, "\\A", &entry) == STATUS_SUCCESS && entry.size == 1000);
        disk.fail_at = n;
        bool read = pattern_reads_back(entry.cluster, 1, 900);
        CHECK(!read);
        disk.fail_at = -1;
        CHECK(pattern_reads_back(entry.cluster, 1, 900));
    }
    end();
}

static void a_freed_directory_is_not_seen_in_its_successor(void)
{
    struct fat_record record;
    struct fat_entry entry;
    begin(2880, 1, 224);
    uint32_t old = make_directory(FAT_ROOT, "OLD");
    CHECK(make_file(old, "GHOST", 0, &record) == STATUS_SUCCESS);
    CHECK(fat_space_release(&volume, old) == STATUS_SUCCESS);
    CHECK(fat_lookup(&volume, "\\OLD\\GHOST", &entry) ==
          STATUS_SUCCESS); /* its sector is in the window now */
    CHECK(make_directory(FAT_ROOT, "NEW") == old);
    CHECK(fat_lookup(&volume, "\\NEW\\GHOST", &entry) == STATUS_OBJECT_NAME_NOT_FOUND);
    end();
}

static void times_convert(void)
{
    static const struct {
        uint64_t nt;
        uint16_t date, time;
        uint8_t ten_ms;
    } cases[] = {
        {119600064000000000ull, 0x0021, 0, 0},               /* 1980-01-01 */
        {125911584000000000ull, 20 << 9 | 1 << 5 | 1, 0, 0}, /* 2000-01-01 */
        {125962559990000000ull, 20 << 9 | 2 << 5 | 28, 23 << 11 | 59 << 5 | 29,
         100}, /* 2000-02-28 23:59:59 */
        {125962560000000000ull, 20 << 9 | 2 << 5 | 29, 0, 0},
        {157469183990000000ull, 119 << 9 | 12 << 5 | 31, 23 << 11 | 59 << 5 | 29, 100}, /* 2099-12-31 */
        {157520160000000000ull, 120 << 9 | 3 << 5 | 1, 0, 0}, /* 2100-03-01, the day behind 02-28 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fat_stamp stamp = fat_stamp_from_nt(cases[i].nt);
        CHECK(stamp.date == cases[i].date && stamp.time == cases[i].time && stamp.ten_ms == cases[i].ten_ms);
        if (stamp.date != cases[i].date)
            printf("# case %zu: date %04x time %04x\n", i, stamp.date, stamp.time);
        CHECK(fat_stamp_to_nt(stamp) == cases[i].nt);
    }
    CHECK(fat_stamp_to_nt((struct fat_stamp){0, 0, 0}) == 0);
    CHECK(fat_stamp_to_nt((struct fat_stamp){0xffff, 0xffff, 255}) == 0);
    CHECK(fat_stamp_from_nt(0).date == 0x0021);
    CHECK(fat_stamp_from_nt(UINT64_MAX).date == 0xff9f);
    CHECK(fat_stamp_from_nt(fat_stamp_to_nt(fat_stamp_from_nt(UINT64_MAX))).date == 0xff9f);
}

/* Day after day, with a calendar that only counts. */
static void each_day_has_its_date(void)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t nt = 119600064000000000ull; /* 1980-01-01 */
    for (uint32_t year = 1980; year <= 2107; year++)
        for (uint32_t month = 1; month <= 12; month++) {
            uint32_t leap = month == 2 && year % 4 == 0 && year != 2100;
            for (uint32_t day = 1; day <= days[month - 1] + leap; day++, nt += 864000000000ull) {
                uint16_t date = (uint16_t)((year - 1980) << 9 | month << 5 | day);
                CHECK(fat_stamp_from_nt(nt).date == date);
                CHECK(fat_stamp_to_nt((struct fat_stamp){.date = date}) == nt);
            }
            uint16_t behind = (uint16_t)((year - 1980) << 9 | month << 5 | (days[month - 1] + leap + 1));
            CHECK(month == 12 || fat_stamp_to_nt((struct fat_stamp){.date = behind}) == 0 ||
                  (behind & 31) == 0);
        }
}

static void each_byte_may_stand_in_a_name_or_not(void)
{
    for (uint32_t byte = 0; byte < 256; byte++) {
        char name[3] = {'a', (char)byte, 'b'};
        bool in_long = byte >= 0x20 && byte < 0x80 && !strchr("\"*:<>?|/\\", (int)byte);
        bool in_short = byte >= 0x80 || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                        (byte != 0 && strchr("$%'-_@~`!(){}^#&", (int)byte));
        CHECK(fat_name_valid(name, 3) == in_long);
        CHECK(fat_short_char_valid((uint8_t)byte) == in_short);
    }
}

/* The quick way from the text, beside the one that knows every byte. */
static void short_names_become_small_alike(void)
{
    static const char bytes[] = "AZ09 _~.a\x05\xe5";
    uint32_t state = 5;
    for (int round = 0; round < 20000; round++) {
        uint8_t raw[FAT_SHORT_RAW];
        char text[FAT_SHORT_BYTES], name[FAT_SHORT_UTF8], small[FAT_SHORT_BYTES];
        uint8_t lower = host_random(&state) & 0x18;
        for (uint32_t i = 0; i < FAT_SHORT_RAW; i++)
            raw[i] = (uint8_t)bytes[host_random(&state) % (round % 2 ? 7 : sizeof bytes - 1)];
        fat_short_to_text(raw, text);
        fat_short_to_utf8(raw, 0, name);
        bool plain = text[0] != 0;
        for (const char *at = name; *at != 0; at++)
            plain = plain && (uint8_t)*at < 0x80;
        CHECK(plain ? strcmp(text, name) == 0 : text[0] == 0);
        fat_short_to_utf8(raw, lower, name);
        fat_short_lower(text, lower, small);
        CHECK(!plain || strcmp(small, name) == 0);
    }
}

static void check_finds_what_two_own(void)
{
    struct fat_record a, b;
    struct fat_check check = {0};
    begin(2880, 1, 224);
    uint32_t directory = make_directory(FAT_ROOT, "D");
    CHECK(make_file(FAT_ROOT, "A", 2000, &a) == STATUS_SUCCESS);
    CHECK(make_file(directory, "B", 2000, &b) == STATUS_SUCCESS);
    check.owned = calloc(1, fat_check_bytes(&volume));
    check.crossed = calloc(1, fat_check_bytes(&volume));
    check.pending = calloc(1, fat_check_bytes(&volume));
    CHECK(fat_check(&volume, &check) == STATUS_SUCCESS && check.crossings == 0);
    CHECK(fat_check_is_marked(check.owned, directory) && fat_check_is_marked(check.owned, b.cluster + 3));
    CHECK(!fat_check_is_marked(check.owned, b.cluster + 4));
    memset(check.owned, 0, fat_check_bytes(&volume));
    CHECK(fat_table_put(&volume, b.cluster + 1, a.cluster + 2) == STATUS_SUCCESS);
    CHECK(fat_check(&volume, &check) == STATUS_SUCCESS && check.crossings == 1);
    CHECK(fat_check_is_marked(check.crossed, a.cluster + 2));
    free(check.owned);
    free(check.crossed);
    free(check.pending);
    end();
}

static void mtools_volume_reads(void)
{
    struct fat_entry entry;
    char label[12];
    uint8_t text[32] = "";
    struct fat_chain chain;
    test_disk_make(&disk, 16384);
    test_disk_save(&disk);
    CHECK(test_disk_tool(&disk, "mformat -i % -v FAULTLINE -c 4 -T 16384 -h 16 -s 63 ::"));
    CHECK(test_disk_tool(&disk, "mmd -i % ::WINDOWS ::WINDOWS/SYSTEM32 '::a long folder'"));
    CHECK(test_disk_tool(&disk, "echo hello from mtools | mcopy -i % - '::a long folder/Gr\xc3\xbc\xc3\x9f"
                                "e an alle.txt'"));
    CHECK(test_disk_tool(&disk, "echo lower | mcopy -i % - ::windows/system32/lower.txt"));
    test_disk_load(&disk);
    CHECK(fat_mount(&volume, &disk.disk) == STATUS_SUCCESS);
    CHECK(fat_label(&volume, label) == STATUS_SUCCESS && strcmp(label, "FAULTLINE") == 0);
    CHECK(fat_lookup(&volume,
                     "\\A LONG FOLDER\\Gr\xc3\xbc\xc3\x9f"
                     "e an alle.TXT",
                     &entry) == STATUS_SUCCESS);
    fat_chain_init(&chain, entry.cluster);
    CHECK(entry.size == 18 && fat_read(&volume, &chain, 0, text, 18) == STATUS_SUCCESS);
    CHECK(strcmp((char *)text, "hello from mtools\n") == 0);
    CHECK(fat_lookup(&volume, "\\WINDOWS\\SYSTEM32\\LOWER.TXT", &entry) == STATUS_SUCCESS);
    CHECK(strcmp(entry.name, "lower.txt") == 0);
    end();
}

static void mtools_reads_ours(void)
{
    struct fat_record record;
    begin(16384, 4, 512);
    uint32_t directory = make_directory(FAT_ROOT, "a folder of ours");
    CHECK(make_file(directory,
                    "Gr\xc3\xbc\xc3\x9f"
                    "e von uns.txt",
                    10000, &record) == STATUS_SUCCESS);
    CHECK(test_disk_is_clean(&disk));
    test_disk_save(&disk);
    CHECK(test_disk_tool(&disk, "mdir -i % -b '::a folder of ours' | grep -q 'e von uns.txt'"));
    CHECK(test_disk_tool(&disk, "test $(mtype -i % '::A FOLDER OF OURS/*.txt' | wc -c) = 10000"));
    end();
}

int main(void)
{
    RUN(mount_reads_the_geometry);
    RUN(the_count_of_clusters_decides_between_fat12_and_fat16);
    RUN(mount_refuses_what_is_no_volume);
    RUN(mount_refuses_an_empty_disk_and_passes_errors_through);
    RUN(ramdisk_refuses_what_is_beyond_its_end);
    RUN(used_sectors_ends_behind_the_last_cluster);
    RUN(used_sectors_needs_boot_sector_and_fats_only);
    RUN(files_read_back_on_fat12);
    RUN(files_read_back_on_fat16);
    RUN(lookup_tells_file_path_and_bad_names_apart);
    RUN(names_convert_and_are_judged);
    RUN(short_names_have_dots_and_nt_case_bits);
    RUN(every_length_of_name_round_trips);
    RUN(aliases_count_up);
    RUN(alias_follows_the_rules);
    RUN(directories_grow_and_the_root_cannot);
    RUN(removed_places_are_used_again);
    RUN(garbage_behind_the_end_stays_hidden);
    RUN(orphaned_pieces_of_long_names_are_ignored);
    RUN(a_long_name_must_belong_to_its_entry);
    RUN(pieces_of_long_names_are_padded_as_specified);
    RUN(broken_chains_are_told);
    RUN(a_directory_in_a_loop_ends);
    RUN(a_directory_without_clusters_is_corrupt);
    RUN(space_is_taken_side_by_side_where_it_can);
    RUN(rows_are_what_each_entry_says);
    RUN(a_row_that_fails_has_put_none);
    RUN(both_copies_of_the_table_are_written);
    RUN(the_table_is_written_by_sectors);
    RUN(runs_are_one_call_of_the_disk);
    RUN(a_failed_read_leaves_no_window_behind);
    RUN(a_freed_directory_is_not_seen_in_its_successor);
    RUN(times_convert);
    RUN(short_names_become_small_alike);
    RUN(each_day_has_its_date);
    RUN(each_byte_may_stand_in_a_name_or_not);
    RUN(check_finds_what_two_own);
    RUN_WITH("mformat", mtools_volume_reads);
    RUN_WITH("mformat", mtools_reads_ours);
    return unit_end();
}
