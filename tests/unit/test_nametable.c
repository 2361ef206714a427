// sources: sched/object/nametable.c sched/object/hashtable.c storage/unicode.c
#include "sched/object/nametable.h"

#include <string.h>
#include "storage/unicode.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define MOST 3000

static struct name_table table;
static struct name_entry entries[MOST];
static char texts[MOST][20];

static void begin(void)
{
    memset(&table, 0, sizeof table);
    for (int i = 0; i < MOST; i++) {
        hash_entry_start(&entries[i].hash);
        entries[i].name = texts[i];
    }
}

static void add(int i, const char *name)
{
    strcpy(texts[i], name);
    name_add(&table, &entries[i]);
}

static void remove_all(void)
{
    for (int i = 0; i < MOST; i++)
        if (hash_entry_is_in(&entries[i].hash))
            name_remove(&table, &entries[i]);
    CHECK(table.hashes.count == 0 && host_pool_out == 0);
}

static void an_empty_table_has_nothing(void)
{
    begin();
    CHECK(!name_find(&table, "a") && !name_find_any_case(&table, "") && host_pool_out == 0);
}

static void case_counts_unless_it_does_not(void)
{
    begin();
    add(0, "Name");
    CHECK(name_find(&table, "Name") == &entries[0] && !name_find(&table, "name"));
    CHECK(name_find_any_case(&table, "nAME") == &entries[0] && !name_find_any_case(&table, "nAM"));
    remove_all();
}

static void characters_beyond_ascii_have_case_too(void)
{
    begin();
    add(0, "\xc3\xa4\xd0\xb6");                                           /* small a umlaut, zhe */
    CHECK(name_find_any_case(&table, "\xc3\x84\xd0\x96") == &entries[0]); /* the capital ones */
    CHECK(!name_find_any_case(&table, "\xc3\x84") && !name_find(&table, "\xc3\x84\xd0\x96"));
    remove_all();
}

/* Also when the youngest was looked up before, and behind every growth of the table. */
static void the_oldest_of_several_is_found(void)
{
    char name[20];
    begin();
    add(0, "TWICE");
    add(1, "twice");
    add(2, "Twice");
    for (int i = 3; i < 1000; i++) {
        snprintf(name, sizeof name, "n%d", i);
        add(i, name);
        CHECK(name_find_any_case(&table, "tWICE") == &entries[0]);
    }
    name_remove(&table, &entries[0]);
    CHECK(name_find_any_case(&table, "TWICE") == &entries[1] && !name_find(&table, "TWICE"));
    for (int i = 3; i < 1000; i++) {
        name_remove(&table, &entries[i]);
        CHECK(name_find_any_case(&table, "TWICE") == &entries[1]);
    }
    CHECK(host_pool_out == 0 && name_find(&table, "Twice") == &entries[2]);
    remove_all();
}

static void without_memory_it_only_becomes_slower(void)
{
    char name[20];
    begin();
    for (int i = 0; i < 200; i++) {
        host_pool_fail_after = 0;
        snprintf(name, sizeof name, "n%d", i);
        add(i, name);
    }
    host_pool_fail_after = -1;
    CHECK(host_pool_out == 0 && table.hashes.size == HASH_FIRST_BUCKETS);
    CHECK(name_find(&table, "n0") == &entries[0] && name_find(&table, "n199") == &entries[199]);
    remove_all();
}

static uint32_t longest_chain(void)
{
    uint32_t longest = 0;
    for (uint32_t i = 0; i < table.hashes.size; i++) {
        uint32_t length = 0;
        list_each (link, &table.hashes.buckets[i])
            length++;
        longest = length > longest ? length : longest;
    }
    return longest;
}

static void chains_stay_short(void)
{
    char name[20];
    begin();
    for (int i = 0; i < MOST; i++) {
        snprintf(name, sizeof name, "event%06d", i);
        add(i, name);
    }
    CHECK(table.hashes.size >= MOST && longest_chain() <= 10);
    remove_all();
}

/* ---- beside a list by age ---- */

static int by_age[MOST], ages;

static struct name_entry *model_find(const char *name, bool any_case)
{
    for (int i = 0; i < ages; i++) {
        const char *text = texts[by_age[i]];
        bool same = any_case ? unicode_equal(text, (uint32_t)strlen(text), name, (uint32_t)strlen(name))
                             : strcmp(text, name) == 0;
        if (same)
            return &entries[by_age[i]];
    }
    return NULL;
}

static void model_remove(int index)
{
    int at = 0;
    while (by_age[at] != index)
        at++;
    memmove(&by_age[at], &by_age[at + 1], (size_t)(--ages - at) * sizeof by_age[0]);
}

/* Of some hundred names, each in many cases, so that every question has several answers. */
static void random_name(uint32_t *seed, char *name)
{
    static const char *const letters[] = {"a", "A", "b", "B", "\xc3\xb6", "\xc3\x96", "\xff"};
    *name = 0;
    for (uint32_t left = host_random(seed) % 4; left > 0; left--)
        strcat(name, letters[host_random(seed) % 7]);
}

static void agrees_with_a_list_by_age(void)
{
    uint32_t seed = 7;
    begin();
    ages = 0;
    for (int step = 0; step < 60000; step++) {
        char name[20];
        int index = (int)(host_random(&seed) % (step < 30000 ? 400 : 30)); /* it grows, then it shrinks */
        random_name(&seed, name);
        CHECK(name_find(&table, name) == model_find(name, false));
        CHECK(name_find_any_case(&table, name) == model_find(name, true));
        if (ages > 30 && step >= 30000)
            index = by_age[host_random(&seed) % (uint32_t)ages];
        if (hash_entry_is_in(&entries[index].hash)) {
            name_remove(&table, &entries[index]);
            model_remove(index);
        } else {
            add(index, name);
            by_age[ages++] = index;
        }
        CHECK(table.hashes.count == (uint32_t)ages);
    }
    remove_all();
}

int main(void)
{
    RUN(an_empty_table_has_nothing);
    RUN(case_counts_unless_it_does_not);
    RUN(characters_beyond_ascii_have_case_too);
    RUN(the_oldest_of_several_is_found);
    RUN(without_memory_it_only_becomes_slower);
    RUN(chains_stay_short);
    RUN(agrees_with_a_list_by_age);
    return unit_end();
}
