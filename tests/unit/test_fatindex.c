// sources: storage/fat*.c storage/ramdisk.c storage/unicode.c
/*
 * What is remembered of directories, beside a volume of which nothing is: both are changed in the same way,
 * and hold the same bytes after each change.
 */
#include "tests/unit/volume.h"
#include "storage/fat_change.h"
#include "storage/fat_index.h"
#include "storage/fat_names.h"
#include "storage/fat_places.h"
#include "storage/fat_space.h"
#include "storage/fat_tails.h"
#include "storage/unicode.h"
#include "tests/unit/host.h"

/* ---- names, beside a plain list ---- */

#define PAIRS 3000u

static struct pair {
    uint32_t hash, position;
    bool there;
} pairs[PAIRS];

static uint32_t pairs_next(uint32_t hash, uint32_t from)
{
    uint32_t lowest = FAT_NO_POSITION;
    for (uint32_t i = 0; i < PAIRS; i++)
        if (pairs[i].there && pairs[i].hash == hash && pairs[i].position >= from &&
            pairs[i].position < lowest)
            lowest = pairs[i].position;
    return lowest;
}

static void names_find_what_a_list_finds(void)
{
    struct fat_names names = {0};
    uint32_t seed = 1;
    for (uint32_t i = 0; i < PAIRS; i++)
        pairs[i] = (struct pair){host_random(&seed) % 700 * 0x10001u, i * 21 % 65536, false};
    CHECK(!fat_names_remove(&names, 1, 1) && fat_names_next(&names, 1, 0) == FAT_NO_POSITION);
    for (uint32_t step = 0; step < 6000; step++) {
        struct pair *pair = &pairs[host_random(&seed) % PAIRS];
        host_pool_fail_after = step % 64 == 0 ? 0 : -1;
        bool done = pair->there ? fat_names_remove(&names, pair->hash, pair->position)
                                : fat_names_add(&names, pair->hash, pair->position);
        CHECK(done || host_pool_fail_after == -1);
        pair->there ^= done;
        uint32_t hash = pairs[host_random(&seed) % PAIRS].hash, from = host_random(&seed) % 65536;
        CHECK(fat_names_next(&names, hash, from) == pairs_next(hash, from));
    }
    host_pool_fail_after = -1;
    fat_names_drop(&names);
    CHECK(host_pool_out == 0);
}

static void names_are_full_at_last(void)
{
    struct fat_names names = {0};
    for (uint32_t i = 0; i < FAT_NAMES_MOST; i++)
        CHECK(fat_names_add(&names, i * 7, i));
    CHECK(!fat_names_add(&names, 5, 65535) && fat_names_next(&names, 65534 * 7, 0) == 65534);
    CHECK(fat_names_remove(&names, 7, 1) && fat_names_add(&names, 5, 65535));
    fat_names_drop(&names);
}

/* ---- places, beside a table ---- */

#define PLACES 4000u

static bool taken[PLACES + 64];

static uint32_t table_find(uint32_t wanted)
{
    uint32_t length = 0, at = 0;
    for (; length < wanted; at++)
        length = taken[at] ? 0 : length + 1;
    return at - wanted;
}

static void places_find_what_a_table_finds(void)
{
    struct fat_places places = {0};
    uint32_t seed = 3;
    memset(taken, 0, sizeof taken);
    for (uint32_t step = 0; step < 30000; step++) {
        uint32_t count = 1 + host_random(&seed) % FAT_ENTRY_PLACES, at = host_random(&seed) % PLACES;
        if (host_random(&seed) % 2 != 0)
            at = fat_places_find(&places, count);
        bool free = true, all = true;
        for (uint32_t i = at; i < at + count; i++) {
            free &= !taken[i];
            all &= taken[i];
        }
        if (all)
            fat_places_free(&places, at, count);
        else if (free && at < PLACES - count)
            CHECK(fat_places_take(&places, at, count));
        for (uint32_t i = at; i < at + count && (all || (free && at < PLACES - count)); i++)
            taken[i] = !all;
        count = 1 + host_random(&seed) % FAT_ENTRY_PLACES;
        CHECK(fat_places_find(&places, count) == table_find(count));
    }
    fat_places_drop(&places);
    CHECK(host_pool_out == 0);
}

/* ---- tails ---- */

static void a_tail_eats_the_basis(void)
{
    uint8_t raw[FAT_SHORT_RAW];
    static const struct {
        const char *basis;
        uint32_t number;
        const char *raw;
    } tails[] = {{"LONGNAMETXT", 1, "LONGNA~1TXT"},
                 {"LONGNAMETXT", 10, "LONGN~10TXT"},
                 {"A       B  ", 7, "A~7     B  "},
                 {"LONGNAME   ", 999999, "L~999999   "}};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        fat_tail_put((const uint8_t *)tails[i].basis, tails[i].number, raw);
        CHECK(memcmp(raw, tails[i].raw, FAT_SHORT_RAW) == 0);
        CHECK(fat_tail_number((const uint8_t *)tails[i].basis, raw) == tails[i].number);
        CHECK(fat_tail_number((const uint8_t *)"OTHER   TXT", raw) == 0);
    }
    CHECK(fat_tail_number((const uint8_t *)"LONGNAMETXT", (const uint8_t *)"LONGN~01TXT") == 0);
}

static void the_lowest_number_is_known_of_the_last_few(void)
{
    struct fat_tails tails = {0};
    uint8_t basis[FAT_SHORT_RAW + 1] = "LONGNAMETXT";
    for (uint32_t i = 0; i < FAT_TAILS + 1; i++) {
        basis[0] = (uint8_t)('A' + i);
        CHECK(fat_tails_least(&tails, basis) == 1);
        fat_tails_note(&tails, basis, 20 + i);
        CHECK(fat_tails_least(&tails, basis) == 20 + i);
    }
    CHECK(fat_tails_least(&tails, (const uint8_t *)"AONGNAMETXT") == 1);
    fat_tails_freed(&tails, (const uint8_t *)"BONGN~30TXT");
    CHECK(fat_tails_least(&tails, (const uint8_t *)"BONGNAMETXT") == 21);
    fat_tails_freed(&tails, (const uint8_t *)"BONGN~12TXT");
    CHECK(fat_tails_least(&tails, (const uint8_t *)"BONGNAMETXT") == 12);
}

/* ---- two volumes ---- */

static struct both {
    struct test_disk disk;
    struct fat_volume volume;
} known, plain; /* the first one is remembered */

static void begin(uint32_t sectors, uint32_t cluster_sectors, uint32_t root_entries)
{
    struct both *volumes[] = {&plain, &known};
    for (int i = 0; i < 2; i++) {
        test_disk_make(&volumes[i]->disk, sectors);
        test_disk_format(&volumes[i]->disk, cluster_sectors, root_entries);
        CHECK(fat_mount(&volumes[i]->volume, &volumes[i]->disk.disk) == STATUS_SUCCESS);
        CHECK(fat_space_init(&volumes[i]->volume) == STATUS_SUCCESS);
    }
}

static void end(void)
{
    fat_index_forget();
    CHECK(host_pool_out == 0);
    test_disk_free(&known.disk);
    test_disk_free(&plain.disk);
}

static bool disks_are_same(void)
{
    return memcmp(known.disk.bytes, plain.disk.bytes, (size_t)known.disk.disk.sectors * SECTOR_SIZE) == 0;
}

/* Few enough to meet again, in other letters, with 8.3 names that are alike, of one place and of many. */
static void random_name(uint32_t *seed, char *name)
{
    static const char *const shapes[] = {"F%u.TXT",
                                         "f%u.txt",
                                         "long name %u.text",
                                         "LONGNA~%u.TEX",
                                         "Long Name %u.text",
                                         "\xc3\xa4\xc3\x96%u",
                                         "a rather long name that takes a lot of places in its directory %u"};
    uint32_t shape = host_random(seed) % 7;
    sprintf(name, shapes[shape], host_random(seed) % 60);
    if (host_random(seed) % 40 == 0) {
        memset(name, 'x', 250);
        name[250] = 0;
    }
}

static ntstatus find(struct both *on, uint32_t directory, const char *name, struct fat_entry *entry)
{
    return fat_index_find(&on->volume, directory, name, (uint32_t)strlen(name), entry);
}

/* Looks a name up on both; the status, and the entry as the first one has it. */
static ntstatus find_both(uint32_t directory, const char *name, struct fat_entry *entry)
{
    struct fat_entry other;
    ntstatus status = find(&known, directory, name, entry);
    CHECK(find(&plain, directory, name, &other) == status);
    if (status == STATUS_SUCCESS)
        CHECK(entry->place == other.place && entry->position == other.position &&
              entry->first_position == other.first_position && entry->directory == other.directory &&
              strcmp(entry->name, other.name) == 0 && strcmp(entry->short_name, other.short_name) == 0);
    return status;
}

static ntstatus add(struct both *on, uint32_t directory, const char *name)
{
    struct fat_record record = {.directory = directory, .attributes = FAT_ARCHIVE};
    return fat_record_add(&on->volume, &record, name, (uint32_t)strlen(name));
}

static ntstatus move(struct both *on, const struct fat_record *from, uint32_t directory, const char *name)
{
    struct fat_record to = *from;
    to.directory = directory;
    return fat_record_move(&on->volume, from, &to, name, (uint32_t)strlen(name));
}

static ntstatus replace(struct both *on, const struct fat_record *from, const struct fat_record *over)
{
    struct fat_record to = *over;
    return fat_record_replace(&on->volume, from, &to);
}

/* What is there is removed or renamed, what is not is made. */
static void change(uint32_t directory, uint32_t other, const char *name, const char *second, uint32_t what)
{
    struct fat_entry entry, target;
    if (find_both(directory, name, &entry) != STATUS_SUCCESS) {
        CHECK(add(&known, directory, name) == add(&plain, directory, name));
        return;
    }
    struct fat_record record = fat_record_of(&entry);
    if (what % 3 != 0)
        CHECK(fat_record_remove(&known.volume, &record) == fat_record_remove(&plain.volume, &record));
    else if (find_both(other, second, &target) != STATUS_SUCCESS)
        CHECK(move(&known, &record, other, second) == move(&plain, &record, other, second));
    else if (target.place != entry.place) {
        struct fat_record over = fat_record_of(&target);
        CHECK(replace(&known, &record, &over) == replace(&plain, &record, &over));
    }
}

static uint32_t make_directory(struct both *on, const char *name)
{
    struct fat_record record = {.directory = FAT_ROOT, .attributes = FAT_DIRECTORY};
    CHECK(fat_directory_make(&on->volume, FAT_ROOT, &record.times, &record.cluster) == STATUS_SUCCESS);
    CHECK(fat_record_add(&on->volume, &record, name, (uint32_t)strlen(name)) == STATUS_SUCCESS);
    return record.cluster;
}

/* A place that is taken and no entry. */
static void label_add(struct both *on, uint32_t directory)
{
    struct fat_record record = {.directory = directory, .attributes = FAT_LABEL};
    CHECK(fat_record_add(&on->volume, &record, "LABEL", 5) == STATUS_SUCCESS);
}

/* `dry`: the pool refuses one request in so many; 0: none. */
static void random_changes(uint32_t seed, uint32_t steps, uint32_t dry)
{
    uint32_t directories[3] = {FAT_ROOT};
    begin(2000, 1, 256);
    for (uint32_t i = 1; i < 3; i++) {
        directories[i] = make_directory(&known, i == 1 ? "ONE" : "TWO");
        CHECK(make_directory(&plain, i == 1 ? "ONE" : "TWO") == directories[i]);
    }
    label_add(&known, FAT_ROOT);
    label_add(&plain, FAT_ROOT);
    for (uint32_t step = 0; step < steps; step++) {
        char name[300], second[300];
        uint32_t directory = directories[host_random(&seed) % 3], other = directories[host_random(&seed) % 3];
        random_name(&seed, name);
        random_name(&seed, second);
        if (strcmp(name, "ONE") == 0 || strcmp(name, "TWO") == 0)
            continue;
        host_pool_fail_after = dry != 0 && step % dry == 0 ? (int)(host_random(&seed) % 4) : -1;
        change(directory, other, name, second, host_random(&seed));
        if (step % 50 == 0) /* it is read anew, with what was deleted in it */
            fat_index_drop(&known.volume, directory);
        host_pool_fail_after = -1;
        CHECK(disks_are_same());
    }
    end();
}

static void a_remembered_directory_changes_as_another(void)
{
    random_changes(7, 3000, 0);
    random_changes(8, 3000, 0);
}

static void without_memory_it_is_looked_for(void)
{
    random_changes(9, 3000, 3);
}

/* Each access of the disk fails in turn: what is remembered afterwards is what the disk says. */
static void after_a_failure_the_disk_counts(void)
{
    uint32_t seed = 11;
    begin(2000, 1, 256);
    uint32_t directory = make_directory(&known, "ONE");
    for (uint32_t step = 0; step < 4000; step++) {
        char name[300];
        struct fat_entry entry, on_disk;
        random_name(&seed, name);
        known.disk.fail_at = (int32_t)(host_random(&seed) % 12);
        ntstatus status = find(&known, directory, name, &entry);
        struct fat_record record = fat_record_of(&entry);
        if (status == STATUS_SUCCESS)
            fat_record_remove(&known.volume, &record);
        else if (status == STATUS_OBJECT_NAME_NOT_FOUND)
            add(&known, directory, name);
        known.disk.fail_at = -1;
        random_name(&seed, name);
        status = find(&known, directory, name, &entry);
        CHECK(status == fat_directory_find(&known.volume, directory, name, (uint32_t)strlen(name), &on_disk));
        CHECK(status != STATUS_SUCCESS || entry.place == on_disk.place);
    }
    end();
}

/* Numbers of names, and the hash of each. */
#define SOME_NAMES 400000u

static struct named {
    uint32_t hash, number;
} named[SOME_NAMES];

static int named_compare(const void *a, const void *b)
{
    uint32_t first = ((const struct named *)a)->hash, second = ((const struct named *)b)->hash;
    return first < second ? -1 : first > second;
}

static void two_names_of_one_hash_are_told_apart(void)
{
    char name[40];
    struct fat_entry entry;
    uint32_t i;
    for (i = 0; i < SOME_NAMES; i++) {
        int length = sprintf(name, "%u.x", i * 2654435761u);
        named[i] = (struct named){unicode_hash(name, (uint32_t)length), i * 2654435761u};
    }
    qsort(named, SOME_NAMES, sizeof *named, named_compare);
    for (i = 1; i < SOME_NAMES && named[i].hash != named[i - 1].hash;)
        i++;
    CHECK(i < SOME_NAMES);
    begin(2000, 1, 256);
    for (uint32_t other = 0; other < 20; other++) {
        sprintf(name, "OTHER%u", other);
        CHECK(add(&known, FAT_ROOT, name) == STATUS_SUCCESS);
    }
    sprintf(name, "%u.x", named[i].number);
    CHECK(add(&known, FAT_ROOT, name) == STATUS_SUCCESS);
    CHECK(find(&known, FAT_ROOT, name, &entry) == STATUS_SUCCESS && strcmp(entry.name, name) == 0);
    sprintf(name, "%u.x", named[i - 1].number);
    CHECK(find(&known, FAT_ROOT, name, &entry) == STATUS_OBJECT_NAME_NOT_FOUND);
    end();
}

/* How many sectors a look-up reads does not grow with what is there, nor with how many names are alike. */
static void ten_thousand_names_cost_no_more_than_a_few(void)
{
    begin(40000, 4, 512);
    uint32_t directory = make_directory(&known, "MANY");
    label_add(&known, directory);
    for (uint32_t i = 0; i < 10000; i++) {
        char name[40];
        struct fat_entry entry;
        sprintf(name, "a name that is long %u", i);
        if (i == 5000) /* it is read anew */
            fat_index_drop(&known.volume, directory);
        CHECK(find(&known, directory, name, &entry) == STATUS_OBJECT_NAME_NOT_FOUND);
        uint32_t before = known.disk.calls;
        CHECK(find(&known, directory, name, &entry) == STATUS_OBJECT_NAME_NOT_FOUND);
        CHECK(add(&known, directory, name) == STATUS_SUCCESS);
        CHECK(i < 10 || i == 5000 || known.disk.calls - before < 24);
        sprintf(name, "A name that is long %u", i / 2);
        before = known.disk.calls;
        CHECK(find(&known, directory, name, &entry) == STATUS_SUCCESS && known.disk.calls - before <= 4);
    }
    uint32_t before = known.disk.calls; /* one that would fit into the label's place */
    CHECK(add(&known, directory, "SHORT.TXT") == STATUS_SUCCESS && known.disk.calls - before < 24);
    uint32_t clusters;
    CHECK(fat_chain_length(&known.volume, directory, &clusters) == STATUS_SUCCESS);
    CHECK(fat_index_clusters(&known.volume, directory) == clusters);
    end();
}

/* More directories than are remembered, and more names. */
static void the_oldest_gives_way(void)
{
    uint32_t directories[FAT_INDEX_FOLDERS + 4];
    begin(2000, 1, 256);
    for (uint32_t i = 0; i < FAT_INDEX_FOLDERS + 4; i++) {
        char name[40];
        struct fat_entry entry;
        sprintf(name, "DIR%u", i);
        directories[i] = make_directory(&known, name);
        for (uint32_t file = 0; file < 20; file++) {
            sprintf(name, "FILE%u", file);
            CHECK(add(&known, directories[i], name) == STATUS_SUCCESS);
        }
        CHECK(find(&known, directories[i], name, &entry) == STATUS_SUCCESS);
        CHECK(fat_index_clusters(&known.volume, directories[i]) == 2);
    }
    CHECK(fat_index_clusters(&known.volume, directories[0]) == 0);
    CHECK(fat_index_clusters(&known.volume, directories[5]) == 2);
    fat_index_drop(&known.volume, directories[5]);
    CHECK(fat_index_clusters(&known.volume, directories[5]) == 0);
    CHECK(fat_index_clusters(&plain.volume, directories[6]) == 0);
    end();
}

int main(void)
{
    RUN(names_find_what_a_list_finds);
    RUN(names_are_full_at_last);
    RUN(places_find_what_a_table_finds);
    RUN(a_tail_eats_the_basis);
    RUN(the_lowest_number_is_known_of_the_last_few);
    RUN(a_remembered_directory_changes_as_another);
    RUN(without_memory_it_is_looked_for);
    RUN(after_a_failure_the_disk_counts);
    RUN(two_names_of_one_hash_are_told_apart);
    RUN(ten_thousand_names_cost_no_more_than_a_few);
    RUN(the_oldest_gives_way);
    return unit_end();
}
