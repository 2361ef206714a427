#include "events.h"

#include <string.h>

static const char *const class_names[CLASSES] = {
    "",        "process", "switch", "fault",  "image",   "exception", "object", "console", "unimplemented",
    "refusal", "driver",  "wait",   "handle", "service", "section",   "vad",    "charge",  "frame",
    "pte",     "table",   "stack",  "paging", "pool",    "space",     "graph",  "pci"};

/* The bits that a word of /LOG= means; none when it is unknown: the machine has said so in a bootini line. */
static unsigned class_bits(const char *word, unsigned length)
{
    if (text_is(word, length, "all"))
        return (1u << CLASSES) - 1;
    for (unsigned i = 1; i < CLASSES; i++)
        if (text_is(word, length, class_names[i]))
            return 1u << i;
    return 0;
}

static unsigned classes_change(unsigned classes, const char *word, unsigned length)
{
    bool minus = length && *word == '-';
    bool sign = minus || (length && *word == '+');
    unsigned bits = class_bits(word + sign, length - sign);
    return minus ? classes & ~bits : classes | bits;
}

static unsigned classes_list(const char *at, const char *end)
{
    unsigned classes = (1u << CLASS_DEFAULTS) - 1;
    while (at < end) {
        const char *comma = memchr(at, ',', (size_t)(end - at));
        const char *stop = comma ? comma : end;
        classes = classes_change(classes, at, (unsigned)(stop - at));
        at = stop + 1;
    }
    return classes | 1u << CLASS_ALWAYS;
}

unsigned classes_of(const char *switches, unsigned length)
{
    const char *end = switches + length;
    unsigned classes = (1u << CLASS_DEFAULTS) - 1;
    for (const char *at = switches; at < end;) {
        const char *blank = memchr(at, ' ', (size_t)(end - at));
        const char *stop = blank ? blank : end;
        if (stop - at > 5 && !memcmp(at, "/LOG=", 5))
            classes = classes_list(at + 5, stop);
        at = stop + 1;
    }
    return classes;
}
