// sources: images/drivers/host/p9.c images/drivers/host/names.c storage/unicode.c
/*
 * What HOST.SYS writes to the host and reads from it, and the names that go either way: each kind of answer,
 * cut short at every place, and names that must not pass.
 */
#include <stdlib.h>
#include <string.h>
#include "images/drivers/host/names.h"
#include "images/drivers/host/p9.h"
#include "storage/unicode.h"
#include "tests/unit/unit.h"

#define TAG 7

uint16_t name_upper(uint16_t unit)
{
    return unicode_upper(unit);
}

/* ---- messages ---- */

static void test_message(void)
{
    static const uint8_t expected[] = {24, 0, 0, 0, 110, 7, 0, 1,   0,   0,   0,   2,
                                       0,  0, 0, 1, 0,   5, 0, 'a', '.', 't', 'x', 't'};
    uint8_t bytes[64];
    struct p9_message message;
    p9_begin(&message, bytes, sizeof bytes, P9_WALK, TAG);
    p9_put32(&message, 1);
    p9_put32(&message, 2);
    p9_put16(&message, 1);
    p9_put_text(&message, "a.txt", 5);
    CHECK(p9_finish(&message));
    CHECK(message.used == sizeof expected && memcmp(bytes, expected, sizeof expected) == 0);
}

/* Whatever room there is, nothing is written behind it. */
static void test_message_room(void)
{
    for (uint32_t room = P9_HEADER_BYTES; room < 40; room++) {
        uint8_t *bytes = malloc(room);
        struct p9_message message;
        p9_begin(&message, bytes, room, P9_WRITE, TAG);
        p9_put32(&message, 1);
        p9_put64(&message, 2);
        p9_put_data(&message, "data", 4);
        CHECK(p9_finish(&message) == (room >= P9_HEADER_BYTES + 20));
        free(bytes);
    }
}

/* An answer, and how its body is read: true if all of it could be. */
struct answer {
    uint8_t bytes[200];
    uint32_t count;
};

static void begin(struct answer *answer, struct p9_message *message, enum p9_kind asked)
{
    p9_begin(message, answer->bytes, sizeof answer->bytes, (enum p9_kind)(asked + 1), TAG);
}

static void end(struct answer *answer, struct p9_message *message)
{
    CHECK(p9_finish(message));
    answer->count = message->used;
}

static void put_qid(struct p9_message *message, uint8_t kind, uint64_t path)
{
    p9_put8(message, kind);
    p9_put32(message, 3);
    p9_put64(message, path);
}

static void make_attributes(struct answer *answer)
{
    struct p9_message message;
    begin(answer, &message, P9_GETATTR);
    p9_put64(&message, 0x7ff);
    put_qid(&message, 0, 99);
    p9_put32(&message, 0100644);
    p9_put32(&message, 1000);
    p9_put32(&message, 1000);
    for (uint64_t i = 0; i < 15; i++)
        p9_put64(&message, 100 + i);
    end(answer, &message);
}

static bool read_attributes(struct p9_reply *reply)
{
    struct p9_attributes attributes;
    p9_get_attributes(reply, &attributes);
    if (p9_ends(reply))
        CHECK(attributes.qid.path == 99 && attributes.mode == 0100644 && attributes.size == 102 &&
              attributes.accessed.seconds == 105 && attributes.written.seconds == 107 &&
              attributes.changed.nanoseconds == 110);
    return p9_ends(reply);
}

static void make_space(struct answer *answer)
{
    struct p9_message message;
    begin(answer, &message, P9_STATFS);
    p9_put32(&message, 1);
    p9_put32(&message, 4096);
    for (uint64_t i = 0; i < 6; i++)
        p9_put64(&message, 200 + i);
    p9_put32(&message, 255);
    end(answer, &message);
}

static bool read_space(struct p9_reply *reply)
{
    struct p9_space space;
    p9_get_space(reply, &space);
    if (p9_ends(reply))
        CHECK(space.block_bytes == 4096 && space.blocks == 200 && space.available == 202);
    return p9_ends(reply);
}

static void make_data(struct answer *answer)
{
    struct p9_message message;
    begin(answer, &message, P9_READ);
    p9_put_data(&message, "what was read", 13);
    end(answer, &message);
}

static bool read_data(struct p9_reply *reply)
{
    uint32_t bytes;
    const uint8_t *data = p9_get_data(reply, 13, &bytes);
    if (p9_ends(reply))
        CHECK(bytes == 13 && memcmp(data, "what was read", 13) == 0);
    return p9_ends(reply);
}

static const struct {
    enum p9_kind asked;
    void (*make)(struct answer *answer);
    bool (*read)(struct p9_reply *reply);
} answers[] = {
    {P9_GETATTR, make_attributes, read_attributes},
    {P9_STATFS, make_space, read_space},
    {P9_READ, make_data, read_data},
};

/* In memory of just so many bytes, so that the sanitizer sees each one too many. */
static bool receive(const struct answer *answer, uint32_t received, enum p9_kind asked,
                    bool (*read)(struct p9_reply *))
{
    uint8_t *bytes = malloc(received ? received : 1);
    struct p9_reply reply;
    uint32_t error;
    memcpy(bytes, answer->bytes, received);
    bool good = p9_receive(&reply, bytes, received, asked, TAG, &error) == P9_GOOD && read(&reply);
    free(bytes);
    return good;
}

static void test_answers(void)
{
    for (uint32_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        struct answer answer;
        answers[i].make(&answer);
        CHECK(receive(&answer, answer.count, answers[i].asked, answers[i].read));
        for (uint32_t bytes = 0; bytes < answer.count; bytes++) {
            CHECK(!receive(&answer, bytes, answers[i].asked, answers[i].read)); /* less than its head says */
            struct answer cut = answer;
            cut.bytes[0] = (uint8_t)bytes; /* and says so */
            CHECK(!receive(&cut, answer.count, answers[i].asked, answers[i].read));
        }
    }
}

static enum p9_outcome outcome(const uint8_t *bytes, uint32_t count, uint32_t *error)
{
    struct p9_reply reply;
    return p9_receive(&reply, bytes, count, P9_OPEN, TAG, error);
}

static void test_heads(void)
{
    uint32_t error = 0;
    const uint8_t refused[] = {11, 0, 0, 0, 7, TAG, 0, 13, 0, 0, 0}, other_tag[] = {7, 0, 0, 0, 13, 8, 0},
                  other_kind[] = {7, 0, 0, 0, 15, TAG, 0}, longer[] = {8, 0, 0, 0, 13, TAG, 0},
                  shorter[] = {6, 0, 0, 0, 13, TAG, 0}, huge[] = {0xff, 0xff, 0xff, 0xff, 13, TAG, 0},
                  no_error[] = {7, 0, 0, 0, 7, TAG, 0}, good[] = {7, 0, 0, 0, 13, TAG, 0};
    CHECK(outcome(refused, sizeof refused, &error) == P9_REFUSED && error == 13);
    CHECK(outcome(other_tag, 7, &error) == P9_BROKEN);
    CHECK(outcome(other_kind, 7, &error) == P9_BROKEN);
    CHECK(outcome(longer, 7, &error) == P9_BROKEN);
    CHECK(outcome(shorter, 7, &error) == P9_BROKEN);
    CHECK(outcome(huge, 7, &error) == P9_BROKEN);
    CHECK(outcome(no_error, 7, &error) == P9_BROKEN);
    CHECK(outcome(good, 7, &error) == P9_GOOD);
}

/* More than was asked for, though it is all there; a size that is no size. */
static void test_too_much(void)
{
    struct answer answer;
    struct p9_reply reply;
    struct p9_attributes attributes;
    uint32_t error, bytes;
    make_data(&answer);
    CHECK(p9_receive(&reply, answer.bytes, answer.count, P9_READ, TAG, &error) == P9_GOOD);
    p9_get_data(&reply, 12, &bytes);
    CHECK(reply.broken && bytes == 0);
    make_attributes(&answer);
    answer.bytes[P9_HEADER_BYTES + 8 + 13 + 12 + 16 + 7] = 0x80;
    CHECK(p9_receive(&reply, answer.bytes, answer.count, P9_GETATTR, TAG, &error) == P9_GOOD);
    p9_get_attributes(&reply, &attributes);
    CHECK(reply.broken);
}

static void test_entries(void)
{
    struct answer answer;
    struct p9_message message;
    struct p9_entry entry;
    begin(&answer, &message, P9_READDIR);
    for (uint64_t i = 1; i <= 2; i++) {
        put_qid(&message, P9_KIND_FOLDER, i);
        p9_put64(&message, 10 * i);
        p9_put8(&message, 4);
        p9_put_text(&message, i == 1 ? "one" : "second", i == 1 ? 3 : 6);
    }
    end(&answer, &message);
    struct p9_reply data = {.at = answer.bytes + P9_HEADER_BYTES, .left = answer.count - P9_HEADER_BYTES};
    CHECK(p9_get_entry(&data, &entry) && entry.next == 10 && entry.name_bytes == 3);
    CHECK(p9_get_entry(&data, &entry) && entry.next == 20 && memcmp(entry.name, "second", 6) == 0);
    CHECK(!p9_get_entry(&data, &entry) && !data.broken);
    data = (struct p9_reply){.at = answer.bytes + P9_HEADER_BYTES, .left = 26};
    CHECK(!p9_get_entry(&data, &entry) && data.broken);
}

/* ---- names ---- */

static enum path_outcome parse(struct path *path, const char *text)
{
    uint16_t units[2 * PATH_MOST_UNITS];
    uint32_t count = unicode_to_utf16_cut(text, units, 2 * PATH_MOST_UNITS);
    return path_parse(path, units, count);
}

static void test_paths(void)
{
    static const char *const bad[] = {"\\\\",    "\\a\\\\b",  "\\..",   "\\a\\..\\b", "\\.",   "\\a/b",
                                      "\\a:b",   "\\a\\..\\", "\\*",    "\\what?",    "\\<",   "\\a\\>b",
                                      "\\\"a\"", "\\a|b",     "\\a\tb", "..",         "a\\..", "../a",
                                      "\\a\\\\", "C:\\a",     "\\a\x01"};
    struct path path;
    CHECK(parse(&path, "") == PATH_GOOD && path.count == 0 && !path.folder);
    CHECK(parse(&path, "\\") == PATH_GOOD && path.count == 0 && !path.folder);
    CHECK(parse(&path, "\\a\\b.txt") == PATH_GOOD && path.count == 2 && !path.folder);
    CHECK(path.names[1].bytes == 5 && memcmp(path.text + path.names[1].at, "b.txt", 5) == 0);
    CHECK(parse(&path, "\\a\\") == PATH_GOOD && path.count == 1 && path.folder);
    CHECK(parse(&path, "a\\...\\.b") == PATH_GOOD && path.count == 3);
    CHECK(parse(&path, "\\gr\xc3\xbc\xc3\x9f\\\xf0\x9f\x98\x80") == PATH_GOOD && path.count == 2);
    CHECK(path.names[0].bytes == 6 && path.names[1].bytes == 4);
    CHECK(memcmp(path.text + path.names[1].at, "\xf0\x9f\x98\x80", 4) == 0);
    for (uint32_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(parse(&path, bad[i]) == PATH_INVALID);
}

static void test_odd_units(void)
{
    static const uint16_t half[] = {'\\', 0xd83d, 'a'}, low[] = {'\\', 0xde00}, nul[] = {'\\', 'a', 0, 'b'},
                          last[] = {'\\', 0xd83d};
    struct path path;
    CHECK(path_parse(&path, half, 3) == PATH_INVALID);
    CHECK(path_parse(&path, low, 2) == PATH_INVALID);
    CHECK(path_parse(&path, nul, 4) == PATH_INVALID);
    CHECK(path_parse(&path, last, 2) == PATH_INVALID);
}

static void test_long_paths(void)
{
    uint16_t units[PATH_MOST_UNITS + 2];
    struct path path;
    for (uint32_t i = 0; i < PATH_MOST_UNITS + 2; i++)
        units[i] = i % 2 ? 'a' : '\\';
    CHECK(path_parse(&path, units, 2 * PATH_MOST_NAMES) == PATH_GOOD && path.count == PATH_MOST_NAMES);
    CHECK(path_parse(&path, units, 2 * PATH_MOST_NAMES + 2) == PATH_TOO_LONG);
    CHECK(path_parse(&path, units, PATH_MOST_UNITS + 2) == PATH_TOO_LONG);
    for (uint32_t i = 1; i < PATH_MOST_UNITS; i++)
        units[i] = 0x20ac; /* three bytes each */
    CHECK(path_parse(&path, units, 1 + 85) == PATH_GOOD);
    CHECK(path_parse(&path, units, 1 + 86) == PATH_TOO_LONG);
    CHECK(path_parse(&path, units, 1 + 255) == PATH_TOO_LONG);
    CHECK(path_parse(&path, units, 1 + 256) == PATH_TOO_LONG);
}

static uint32_t units_of(const char *text)
{
    uint16_t units[NAME_MOST_UNITS];
    return name_to_units(text, (uint32_t)strlen(text), units);
}

static void test_names_of_host(void)
{
    char longest[NAME_MOST_BYTES + 2] = "";
    CHECK(units_of("read me.txt") == 11);
    CHECK(units_of("gr\xc3\xbc\xc3\x9f") == 4);
    CHECK(units_of("\xf0\x9f\x98\x80") == 2);
    CHECK(units_of(".") == 0 && units_of("..") == 0 && units_of("...") == 3 && units_of("") == 0);
    CHECK(units_of("a:b") == 0 && units_of("a\\b") == 0 && units_of("a\nb") == 0 && units_of("what?") == 0);
    CHECK(units_of("\xe0\x9f\xbf") == 0 && units_of("\xf0\x8f\xbf\xbf") == 0);
    CHECK(units_of("\xff") == 0 && units_of("\xc0\xaf") == 0 && units_of("\xe0\x80\xaf") == 0);
    CHECK(units_of("\xed\xa0\x80") == 0 && units_of("\xf4\x90\x80\x80") == 0 && units_of("\xe2\x82") == 0);
    memset(longest, 'a', NAME_MOST_BYTES);
    CHECK(units_of(longest) == NAME_MOST_BYTES);
    longest[NAME_MOST_BYTES] = 'a';
    CHECK(units_of(longest) == 0);
}

/* ---- order ---- */

#define ENTRIES 300

static void fill(struct name_entry *entry, uint16_t name[4], uint32_t number)
{
    const uint16_t letters[] = {(uint16_t)('a' + number % 7), (uint16_t)(number % 2 ? 'B' : 'b'),
                                (uint16_t)('0' + number / 31 % 10)};
    memcpy(name, letters, sizeof letters);
    *entry = (struct name_entry){.units = (uint16_t)(1 + number % 3), .name = name};
}

static void test_order(void)
{
    static struct name_entry entries[ENTRIES];
    static uint16_t names[ENTRIES][4];
    struct name_entry *first = NULL;
    uint32_t count = 0;
    CHECK(names_sort(NULL) == NULL);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        fill(&entries[i], names[i], i * 17 % ENTRIES);
        entries[i].next = first;
        first = &entries[i];
    }
    for (struct name_entry *entry = names_sort(first); entry; entry = entry->next, count++)
        CHECK(!entry->next ||
              name_compare(entry->name, entry->units, entry->next->name, entry->next->units) <= 0);
    CHECK(count == ENTRIES);
}

static void test_case(void)
{
    const uint16_t small[] = {'a', 0xfc}, large[] = {'A', 0xdc}, other[] = {'a', 'u'};
    CHECK(name_same_but_case(small, 2, large, 2));
    CHECK(!name_same_but_case(small, 2, other, 2) && !name_same_but_case(small, 2, large, 1));
    CHECK(name_compare(large, 2, small, 2) < 0 && name_compare(small, 2, small, 2) == 0);
}

int main(void)
{
    RUN(test_message);
    RUN(test_message_room);
    RUN(test_answers);
    RUN(test_heads);
    RUN(test_too_much);
    RUN(test_entries);
    RUN(test_paths);
    RUN(test_odd_units);
    RUN(test_long_paths);
    RUN(test_names_of_host);
    RUN(test_order);
    RUN(test_case);
    return unit_end();
}
