// sources: storage/file*.c storage/fat*.c storage/ramdisk.c storage/unicode.c
/*
 * Changes that break off. Each experiment is a change of one volume; it is done again and again, and every
 * time something else goes wrong: the power goes after the n-th sector that is written, the n-th access of
 * the disk fails, the disk is dead from then on, the n-th piece of memory is not to be had. Then the volume
 * must hold what it held before or what it would hold after, nothing else.
 */
#include "storage/file.h"
#include "tests/unit/host.h"
#include "tests/unit/volume.h"

static struct test_disk disk;

static uint64_t now(void)
{
    return 130000000000000000ull;
}

static ntstatus open_as(const char *path, enum file_disposition disposition, struct file **file)
{
    enum file_action action;
    return file_open(path, disposition, 0, false, false, file, &action);
}

static void make(const char *path, uint32_t bytes)
{
    struct file *file;
    uint32_t done;
    uint8_t *buffer = malloc(bytes + 1);
    memset(buffer, path[strlen(path) - 1], bytes);
    CHECK(open_as(path, FILE_DISPOSITION_CREATE, &file) == STATUS_SUCCESS);
    CHECK(file_write(file, 0, buffer, bytes, &done) == STATUS_SUCCESS);
    file_close(file);
    free(buffer);
}

static ntstatus make_folder(const char *path)
{
    struct file *file;
    enum file_action action;
    ntstatus status = file_open(path, FILE_DISPOSITION_CREATE, 0, true, false, &file, &action);
    if (status == STATUS_SUCCESS)
        file_close(file);
    return status;
}

/* Names of one place each, until there is no room in the directory. */
static void fill_directory(const char *format, int limit)
{
    struct file *file;
    char path[40];
    for (int i = 0; i < limit; i++) {
        snprintf(path, sizeof path, format, i);
        if (open_as(path, FILE_DISPOSITION_CREATE, &file) != STATUS_SUCCESS)
            return;
        file_close(file);
    }
}

static void fill_volume(void)
{
    struct volume_information told;
    CHECK(volume_information(&told) == STATUS_SUCCESS);
    make("\\FILL", told.free_clusters * told.cluster_bytes);
}

/*
 * What a volume holds: a line for each file, sorted.
 */
#define LINES 400

struct contents {
    uint32_t lines, free_clusters;
    char line[LINES][420];
};

/* ".." must lead where the walk came from. */
static void check_parent(struct file *folder, const char *path)
{
    struct file_directory_entry entry;
    uint32_t cursor = 0;
    struct file *up;
    char parent[360];
    snprintf(parent, sizeof parent, "%s", path);
    *strrchr(parent, '\\') = 0;
    CHECK(file_directory_next(folder, &cursor, &entry) == STATUS_SUCCESS);
    CHECK(open_as(parent[0] != 0 ? parent : "\\", FILE_DISPOSITION_OPEN, &up) == STATUS_SUCCESS);
    file_close(up);
}

static void note_file(struct contents *contents, const char *path)
{
    struct file *file;
    uint32_t done = 0, sum = 0;
    char *line = contents->line[contents->lines++];
    if (open_as(path, FILE_DISPOSITION_OPEN, &file) != STATUS_SUCCESS) {
        snprintf(line, sizeof contents->line[0], "%s cannot be opened", path);
        return;
    }
    uint8_t *bytes = calloc(1, file->size + 1);
    ntstatus status = file_read(file, 0, bytes, file->size, &done);
    for (uint32_t i = 0; i < done; i++)
        sum = sum * 31 + bytes[i];
    snprintf(line, sizeof contents->line[0], "%s %u %08x %x", path, file->size, sum,
             file->directory || file->size == 0 ? 0 : status);
    free(bytes);
    file_close(file);
}

static void note_folder(struct contents *contents, const char *path)
{
    struct file *folder;
    uint32_t cursor = 0;
    struct file_directory_entry entry;
    if (open_as(*path != 0 ? path : "\\", FILE_DISPOSITION_OPEN, &folder) != STATUS_SUCCESS)
        return;
    if (*path != 0)
        check_parent(folder, path);
    while (contents->lines < LINES && file_directory_next(folder, &cursor, &entry) == STATUS_SUCCESS) {
        char below[360];
        if (strcmp(entry.name, ".") == 0 || strcmp(entry.name, "..") == 0)
            continue;
        snprintf(below, sizeof below, "%.90s\\%.255s", path, entry.name);
        note_file(contents, below);
        if (entry.information.attributes & 0x10)
            note_folder(contents, below);
    }
    file_close(folder);
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void look(struct contents *contents)
{
    struct volume_information told;
    memset(contents, 0, sizeof *contents);
    note_folder(contents, "");
    qsort(contents->line, contents->lines, sizeof contents->line[0], compare_lines);
    CHECK(volume_information(&told) == STATUS_SUCCESS);
    contents->free_clusters = told.free_clusters;
}

static bool same(const struct contents *a, const struct contents *b)
{
    return a->lines == b->lines && memcmp(a->line, b->line, sizeof a->line) == 0;
}

/*
 * The experiments.
 */
struct experiment {
    const char *name;
    uint32_t sectors, cluster_sectors, root_entries;
    void (*prepare)(void);
    ntstatus (*change)(void);
    ntstatus (*also)(void); /* what this leads to is as good; NULL: nothing */
    bool silent;            /* happens when the file is closed, where an error has nobody to go to */
};

static ntstatus rename_file(const char *from, const char *to)
{
    struct file *file;
    ntstatus status = open_as(from, FILE_DISPOSITION_OPEN, &file);
    if (status != STATUS_SUCCESS)
        return status;
    status = file_rename(file, to, true);
    file_close(file);
    return status;
}

#define LONG_A                                                                                               \
    "\\A name that needs many places because it is very long, so long that it reaches into a second sector " \
    "of "                                                                                                    \
    "its directory, and into a third one if it begins late enough in the first; this one is A"
#define LONG_B                                                                                               \
    "\\B name that needs many places because it is very long, so long that it reaches into a second sector " \
    "of "                                                                                                    \
    "its directory, and into a third one if it begins late enough in the first; this one is B"

static void prepare(void)
{
    CHECK(make_folder("\\D") == STATUS_SUCCESS);
    CHECK(make_folder("\\E") == STATUS_SUCCESS);
    CHECK(make_folder("\\D\\SUB") == STATUS_SUCCESS);
    make("\\D\\SUB\\below", 700);
    make("\\old name", 3000);
    make("\\target", 1700);
    make("\\D\\target of long name", 2500);
    make(LONG_A, 900);
}

static void prepare_full_root(void)
{
    prepare();
    fill_directory("\\F%d", 600);
}

static void prepare_full_volume(void)
{
    prepare();
    fill_directory("\\D\\F%d", 10);
    fill_volume();
}

/* The root is full, and the entry that is renamed begins in one sector and ends in the next. */
static void prepare_full_astride(void)
{
    fill_directory("\\F%d", 14);
    make("\\old name in four places of two sectors", 3000);
    fill_directory("\\G%d", 600);
}

/* Makes what is free next begin `before` clusters before the end of the table's first sector. */
static void fill_up_to(uint32_t before)
{
    struct volume_information told;
    CHECK(volume_information(&told) == STATUS_SUCCESS);
    uint32_t first_sector = told.clusters < 4085 ? SECTOR_SIZE * 2 / 3 : SECTOR_SIZE / 2;
    uint32_t next = told.clusters - told.free_clusters + 2;
    make("\\FILLER", (first_sector - next - before) * told.cluster_bytes);
}

static void prepare_for_two_table_sectors(void)
{
    prepare();
    fill_up_to(8);
}

/* On FAT12 the table's entry of the file's last cluster lies in two sectors. */
static void prepare_split(void)
{
    prepare();
    fill_up_to(1);
    make("\\split", 900);
    make("\\neighbour", 21000);
}

/* And of a cluster in its middle. */
static void prepare_split_middle(void)
{
    prepare();
    fill_up_to(1);
    make("\\split", 2900);
    make("\\neighbour", 21000);
}

static ntstatus create_short(void)
{
    struct file *file;
    ntstatus status = open_as("\\NEW", FILE_DISPOSITION_CREATE, &file);
    if (status == STATUS_SUCCESS)
        file_close(file);
    return status;
}

static ntstatus create_where_the_folder_grows(void)
{
    struct file *file;
    ntstatus status = open_as("\\E" LONG_A, FILE_DISPOSITION_CREATE, &file);
    if (status == STATUS_SUCCESS)
        file_close(file);
    return status;
}

static ntstatus create_folder(void)
{
    return make_folder("\\D\\a new folder with a long name");
}

static ntstatus delete_named(const char *path)
{
    struct file *file;
    ntstatus status = open_as(path, FILE_DISPOSITION_OPEN, &file);
    if (status != STATUS_SUCCESS)
        return status;
    status = file_set_delete(file, true);
    file_close(file);
    return status;
}

static ntstatus delete_file(void)
{
    return delete_named(LONG_A);
}

static ntstatus rename_short(void)
{
    return rename_file("\\target", "\\T2");
}

static ntstatus rename_long(void)
{
    return rename_file(LONG_A, LONG_B);
}

static ntstatus rename_to_folder(void)
{
    return rename_file("\\old name", "\\E" LONG_B);
}

static ntstatus rename_folder(void)
{
    return rename_file("\\D\\SUB", "\\E\\moved folder");
}

static ntstatus rename_folder_up(void)
{
    return rename_file("\\D\\SUB", "\\SUB");
}

static ntstatus rename_over(void)
{
    return rename_file("\\old name", "\\target");
}

static ntstatus rename_over_far(void)
{
    return rename_file(LONG_A, "\\D\\target of long name");
}

static ntstatus rename_over_in_other_letters(void)
{
    return rename_file("\\old name", "\\D\\TARGET of LONG name");
}

static ntstatus rename_over_short_name(void)
{
    return rename_file("\\old name", "\\D\\TARGET~1");
}

/* The new file may keep the name of the old one. */
static ntstatus rename_over_old_name(void)
{
    return rename_file("\\old name", "\\D\\target of long name");
}

static ntstatus change_letters(void)
{
    return rename_file("\\old name", "\\Old NAME");
}

static ntstatus change_letters_of_long(void)
{
    return rename_file(LONG_A, "\\a NAME that now needs few places");
}

static ntstatus rename_astride(void)
{
    return rename_file("\\old name in four places of two sectors",
                       "\\NEW NAME IN FOUR PLACES OF two sectors");
}

/* Where a full directory leaves no room beside the old entry, a power cut may take its long name. */
static ntstatus keep_short_name(void)
{
    return rename_file("\\old name in four places of two sectors", "\\OLDNAM~1");
}

static ntstatus resize(const char *path, uint32_t size)
{
    struct file *file;
    ntstatus status = open_as(path, FILE_DISPOSITION_OPEN, &file);
    if (status != STATUS_SUCCESS)
        return status;
    status = file_set_size(file, size);
    file_close(file);
    return status;
}

static ntstatus grow(void)
{
    return resize("\\target", 60000);
}

static ntstatus grow_a_little(void)
{
    return resize("\\target", 10000);
}

static ntstatus grow_split(void)
{
    return resize("\\split", 2000);
}

static ntstatus shrink_split(void)
{
    return resize("\\split", 900);
}

static ntstatus shrink(void)
{
    return resize("\\old name", 600);
}

static ntstatus empty(void)
{
    return resize("\\old name", 0);
}

static ntstatus append(void)
{
    static const uint8_t data[5000] = {1, 2, 3};
    struct file *file;
    uint32_t done;
    ntstatus status = open_as("\\target", FILE_DISPOSITION_OPEN, &file);
    if (status != STATUS_SUCCESS)
        return status;
    status = file_write(file, 4000, data, sizeof data, &done); /* with a gap before it */
    CHECK(done == (status == STATUS_SUCCESS ? sizeof data : 0));
    file_close(file);
    return status;
}

static ntstatus overwrite(void)
{
    struct file *file;
    ntstatus status = open_as("\\old name", FILE_DISPOSITION_SUPERSEDE, &file);
    if (status == STATUS_SUCCESS)
        file_close(file);
    return status;
}

static ntstatus set_attributes(void)
{
    struct file *file;
    ntstatus status = open_as("\\old name", FILE_DISPOSITION_OPEN, &file);
    if (status != STATUS_SUCCESS)
        return status;
    status = file_set_information(file, 0x22, NULL);
    file_close(file);
    return status;
}

#define SMALL 600, 1, 64   /* FAT12 */
#define LARGE 4300, 1, 128 /* FAT16 */

static const struct experiment experiments[] = {
    {"create", SMALL, prepare, create_short, NULL, false},
    {"create where the folder grows", SMALL, prepare, create_where_the_folder_grows, NULL, false},
    {"create a folder", LARGE, prepare, create_folder, NULL, false},
    {"delete", SMALL, prepare, delete_file, NULL, true},
    {"rename", SMALL, prepare, rename_short, NULL, false},
    {"rename a long name", SMALL, prepare, rename_long, NULL, false},
    {"rename in a full root", SMALL, prepare_full_root, rename_short, NULL, false},
    {"rename to another folder", LARGE, prepare, rename_to_folder, NULL, false},
    {"rename a folder", SMALL, prepare, rename_folder, NULL, false},
    {"rename a folder to the root", LARGE, prepare, rename_folder_up, NULL, false},
    {"rename over", SMALL, prepare, rename_over, NULL, false},
    {"rename over from another folder", LARGE, prepare, rename_over_far, NULL, false},
    {"rename over in a full root", SMALL, prepare_full_root, rename_over, NULL, false},
    {"rename over on a full volume", SMALL, prepare_full_volume, rename_over_far, NULL, false},
    {"rename over in other letters", SMALL, prepare, rename_over_in_other_letters, rename_over_old_name,
     false},
    {"rename over by the short name", SMALL, prepare, rename_over_short_name, rename_over_old_name, false},
    {"change letters", SMALL, prepare, change_letters, NULL, false},
    {"change letters of a long name", SMALL, prepare, change_letters_of_long, NULL, false},
    {"change letters in a full root", SMALL, prepare_full_root, change_letters, NULL, false},
    {"rename across two sectors in a full root", SMALL, prepare_full_astride, rename_astride, keep_short_name,
     false},
    {"grow", LARGE, prepare, grow, NULL, false},
    {"grow over two sectors of the table", SMALL, prepare_for_two_table_sectors, grow_a_little, NULL, false},
    {"grow over two sectors of a large table", LARGE, prepare_for_two_table_sectors, grow_a_little, NULL,
     false},
    {"grow behind a split entry", SMALL, prepare_split, grow_split, NULL, false},
    {"shrink to a split entry", SMALL, prepare_split_middle, shrink_split, NULL, false},
    {"shrink", SMALL, prepare, shrink, NULL, false},
    {"empty", LARGE, prepare, empty, NULL, false},
    {"append", SMALL, prepare, append, NULL, false},
    {"overwrite", SMALL, prepare, overwrite, NULL, false},
    {"set attributes", SMALL, prepare, set_attributes, NULL, false},
};

/*
 * Doing them.
 */
static struct contents before, after, also, found;
static uint8_t *image; /* the volume before the change */

static void again(void)
{
    memcpy(disk.bytes, image, (size_t)disk.disk.sectors * SECTOR_SIZE);
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
}

static void begin(const struct experiment *experiment)
{
    test_disk_make(&disk, experiment->sectors);
    test_disk_format(&disk, experiment->cluster_sectors, experiment->root_entries);
    CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    experiment->prepare();
    size_t bytes = (size_t)disk.disk.sectors * SECTOR_SIZE;
    image = malloc(bytes);
    memcpy(image, disk.bytes, bytes);
    again();
    look(&before);
    ntstatus status = experiment->change();
    CHECK(status == STATUS_SUCCESS);
    if (status != STATUS_SUCCESS)
        printf("# %s: %08x\n", experiment->name, (unsigned)status);
    look(&after);
    also = after;
    if (experiment->also != NULL) {
        again();
        CHECK(experiment->also() == STATUS_SUCCESS);
        look(&also);
    }
    CHECK(!tool_exists("fsck.fat") || test_disk_is_clean(&disk));
}

static void end(void)
{
    CHECK(file_open_count() == 0);
    free(image);
    test_disk_free(&disk);
}

static void differs(const struct experiment *experiment, const char *how, int n)
{
    CHECK(!"the volume holds something else");
    printf("# %s: %s %d\n", experiment->name, how, n);
    for (uint32_t i = 0; i < found.lines; i++)
        if (bsearch(found.line[i], before.line, before.lines, sizeof before.line[0], compare_lines) == NULL)
            printf("#   + %.120s\n", found.line[i]);
    for (uint32_t i = 0; i < before.lines; i++)
        if (bsearch(before.line[i], found.line, found.lines, sizeof found.line[0], compare_lines) == NULL)
            printf("#   - %.120s\n", before.line[i]);
}

/* Lost clusters, two tables that differ, and pieces of a name without an entry are what a power cut may
 * leave. */
static bool judge_sees_no_damage(void)
{
    if (!tool_exists("fsck.fat"))
        return true;
    test_disk_save(&disk);
    return !test_disk_tool(&disk, "fsck.fat -n % 2>&1 | "
                                  "grep -Ei 'share|duplicate|circular|loop|bad|start|length is <|\\.\\.'");
}

static bool is_after(void)
{
    return same(&found, &after) || same(&found, &also);
}

static bool as_before_or_after(const struct experiment *experiment, const char *how, int n)
{
    look(&found);
    bool right = same(&found, &before) || is_after();
    if (!right)
        differs(experiment, how, n);
    return right;
}

static void power_goes(const struct experiment *experiment)
{
    bool cut = true;
    for (int n = 0; cut; n++) {
        again();
        disk.sectors_left = n;
        experiment->change();
        cut = disk.sectors_left == 0;
        disk.sectors_left = -1;
        CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
        as_before_or_after(experiment, "sectors written:", n);
        CHECK(judge_sees_no_damage());
    }
}

/* In memory and on the disk: exactly before if it says an error, exactly after if not, the free space too. */
static void stands(const struct experiment *experiment, ntstatus status, const char *how, int n)
{
    for (int mounts = 0; mounts < 2; mounts++) {
        if (as_before_or_after(experiment, how, n)) {
            bool changed = is_after() && (!same(&found, &before) || status == STATUS_SUCCESS);
            CHECK(found.free_clusters == (changed ? after.free_clusters : before.free_clusters));
            if (!experiment->silent)
                CHECK(changed == (status == STATUS_SUCCESS));
        }
        file_forget();
        CHECK(host_pool_out == 0);
        CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
    }
}

static void an_access_fails(const struct experiment *experiment)
{
    bool failed = true;
    for (int n = 0; failed; n++) {
        again();
        disk.fail_at = n;
        ntstatus status = experiment->change();
        failed = disk.fail_at < 0;
        disk.fail_at = -1;
        stands(experiment, status, "access failed:", n);
    }
}

static void the_disk_dies(const struct experiment *experiment)
{
    bool failed = true;
    for (int n = 1; failed; n++) {
        again();
        disk.dead_after = n;
        experiment->change();
        failed = disk.dead_after == 0;
        disk.dead_after = -1;
        CHECK(file_mount(&disk.disk, now) == STATUS_SUCCESS);
        as_before_or_after(experiment, "dead after", n);
    }
}

static void memory_runs_out(const struct experiment *experiment)
{
    bool failed = true;
    for (int n = 0; failed; n++) {
        again();
        host_pool_fail_after = n;
        ntstatus status = experiment->change();
        failed = host_pool_fail_after < 0;
        host_pool_fail_after = -1;
        stands(experiment, status, "block missing:", n);
    }
}

static void all(void (*goes_wrong)(const struct experiment *))
{
    for (size_t i = 0; i < sizeof experiments / sizeof experiments[0]; i++) {
        begin(&experiments[i]);
        goes_wrong(&experiments[i]);
        end();
    }
}

static void the_power_may_go_after_any_sector(void)
{
    all(power_goes);
}

static void any_access_of_the_disk_may_fail(void)
{
    all(an_access_fails);
}

static void the_disk_may_die_at_any_moment(void)
{
    all(the_disk_dies);
}

static void memory_may_run_out_at_any_moment(void)
{
    all(memory_runs_out);
}

int main(void)
{
    RUN(the_power_may_go_after_any_sector);
    RUN(any_access_of_the_disk_may_fail);
    RUN(the_disk_may_die_at_any_moment);
    RUN(memory_may_run_out_at_any_moment);
    return unit_end();
}
