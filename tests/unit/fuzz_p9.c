// sources: images/drivers/host/p9.c images/drivers/host/names.c storage/unicode.c
/*
 * Answers of the host that are none, and names of any bytes: nothing is read outside of what came, and what
 * passes as a name leads nowhere else.
 */
#include <string.h>
#include "images/drivers/host/names.h"
#include "images/drivers/host/p9.h"
#include "storage/unicode.h"
#include "tests/unit/fuzz.h"

#define TAG        1
#define MOST_BYTES 300u

uint16_t name_upper(uint16_t unit)
{
    return unicode_upper(unit);
}

/* ---- answers ---- */

static void read_entries(struct p9_reply *reply)
{
    struct p9_entry entry;
    uint32_t bytes, entries = 0;
    const uint8_t *at = p9_get_data(reply, MOST_BYTES, &bytes);
    struct p9_reply data = {.at = at, .left = bytes};
    for (; p9_get_entry(&data, &entry); entries++) {
        uint16_t units[NAME_MOST_UNITS];
        uint32_t count = name_to_units(entry.name, entry.name_bytes, units);
        FUZZ_HOLDS(count <= NAME_MOST_UNITS && entries <= MOST_BYTES / 24);
    }
}

static void read_as(struct p9_reply *reply, enum p9_kind kind)
{
    struct p9_attributes attributes;
    struct p9_space space;
    struct p9_qid qid;
    uint16_t bytes;
    switch (kind) {
    case P9_GETATTR:
        p9_get_attributes(reply, &attributes);
        FUZZ_HOLDS(reply->broken || attributes.size >> 63 == 0);
        break;
    case P9_STATFS:
        p9_get_space(reply, &space);
        break;
    case P9_READDIR:
        read_entries(reply);
        break;
    case P9_VERSION:
        p9_get32(reply);
        p9_get_text(reply, &bytes);
        break;
    default:
        for (uint32_t i = p9_get16(reply); i > 0 && !reply->broken; i--)
            p9_get_qid(reply, &qid);
    }
}

static void put32(uint8_t *at, uint32_t value)
{
    for (uint32_t i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/* The head is right more often than not, so that the body is looked at. */
static void fuzz_answer(void)
{
    static const enum p9_kind kinds[] = {P9_GETATTR, P9_STATFS, P9_READDIR, P9_VERSION, P9_WALK};
    enum p9_kind kind = kinds[fuzz_below(5)];
    uint32_t count = fuzz_below(MOST_BYTES), error;
    uint8_t *bytes = malloc(count ? count : 1);
    for (uint32_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)(fuzz_below(3) ? fuzz_below(8) : fuzz_random());
    if (count >= P9_HEADER_BYTES) {
        put32(bytes, fuzz_below(4) ? count : fuzz_number());
        bytes[4] = (uint8_t)(kind + (fuzz_below(8) ? 1 : fuzz_below(20)));
        bytes[5] = TAG;
        bytes[6] = 0;
    }
    if (kind == P9_READDIR && count >= P9_HEADER_BYTES + 4)
        put32(bytes + P9_HEADER_BYTES, fuzz_below(4) ? count - P9_HEADER_BYTES - 4 : fuzz_number());
    struct p9_reply reply;
    if (p9_receive(&reply, bytes, count, kind, TAG, &error) == P9_GOOD)
        read_as(&reply, kind);
    free(bytes);
}

/* ---- names ---- */

static void check_name(const char *text, uint32_t bytes)
{
    FUZZ_HOLDS(bytes > 0 && bytes <= NAME_MOST_BYTES);
    FUZZ_HOLDS(!memchr(text, '/', bytes) && !memchr(text, 0, bytes) && !memchr(text, '\\', bytes));
    FUZZ_HOLDS(!(bytes == 1 && text[0] == '.') && !(bytes == 2 && memcmp(text, "..", 2) == 0));
}

/* What passes can be said by both sides, and is the same when it comes back. */
static void check_path(const struct path *path)
{
    for (uint32_t i = 0; i < path->count; i++) {
        const char *text = path->text + path->names[i].at;
        uint16_t units[NAME_MOST_UNITS];
        char again[3 * NAME_MOST_UNITS + 1];
        check_name(text, path->names[i].bytes);
        uint32_t count = name_to_units(text, path->names[i].bytes, units);
        FUZZ_HOLDS(count > 0);
        unicode_to_utf8(units, count, again);
        FUZZ_HOLDS(strlen(again) == path->names[i].bytes && memcmp(again, text, path->names[i].bytes) == 0);
    }
}

static void fuzz_path(void)
{
    static const char likely[] = "\\\\..ab/:*? \x7f";
    static const uint16_t odd[] = {0,      1,      0x1f,   0xd7ff, 0xd800, 0xdbff,
                                   0xdc00, 0xdfff, 0xe000, 0xfffe, 0xff0e};
    uint32_t count = fuzz_below(40);
    uint16_t *units = malloc(count ? count * sizeof *units : 1);
    struct path *path = malloc(sizeof *path);
    for (uint32_t i = 0; i < count; i++)
        units[i] = fuzz_below(4)   ? (uint16_t)likely[fuzz_below(sizeof likely - 1)]
                   : fuzz_below(2) ? odd[fuzz_below(sizeof odd / sizeof odd[0])]
                                   : (uint16_t)fuzz_random();
    if (path_parse(path, units, count) == PATH_GOOD)
        check_path(path);
    free(path);
    free(units);
}

static void fuzz_round(void)
{
    fuzz_answer();
    fuzz_path();
}

int main(int count, char **arguments)
{
    return fuzz_main(count, arguments, "p9", 20000, fuzz_round);
}
