#include "sched/process/ids.h"

#include <stddef.h>

#define STEP        4u
#define MOST_ID     65535u
#define MOST_CHOSEN 32u

struct choice {
    uint32_t ids[MOST_CHOSEN]; /* 0: the next that is nobody's */
    uint32_t count, given;
};

static struct choice choice;
static uint32_t counted = STEP, end;

static bool has(const struct choice *list, uint32_t id)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->ids[i] == id)
            return true;
    return false;
}

/* Reads an id, or nothing, up to a comma or the end; NULL when something else stands there. */
static const char *read_id(const char *text, uint32_t *id)
{
    for (*id = 0; *text >= '0' && *text <= '9' && *id <= MOST_ID; text++)
        *id = *id * 10 + (uint32_t)(*text - '0');
    return *id <= MOST_ID && (*text == ',' || *text == 0) ? text : NULL;
}

static bool was_given(uint32_t id)
{
    return id < counted && id % STEP == 0;
}

static bool add(struct choice *list, const char *begin, const char *behind, uint32_t id)
{
    if (list->count == MOST_CHOSEN || (id == 0) != (begin == behind))
        return false;
    if (id && (has(list, id) || was_given(id)))
        return false;
    list->ids[list->count++] = id;
    return true;
}

bool ids_choose(const char *list)
{
    struct choice read = {.count = 0};
    for (;;) {
        uint32_t id;
        const char *behind = read_id(list, &id);
        if (!behind || !add(&read, list, behind, id))
            return false;
        if (*behind == 0)
            break;
        list = behind + 1;
    }
    choice = read;
    return true;
}

static uint32_t count_on(void)
{
    while (has(&choice, counted))
        counted += STEP;
    uint32_t id = counted;
    counted += STEP;
    return id;
}

uint32_t ids_take(void)
{
    uint32_t id = choice.given < choice.count ? choice.ids[choice.given++] : 0;
    if (id == 0)
        id = count_on();
    if (id >= end)
        end = id + 1;
    return id;
}

static struct {
    uint32_t counted, given;
} kept;

void ids_keep(void)
{
    kept.counted = counted;
    kept.given = choice.given;
}

void ids_count_from_kept(void)
{
    counted = kept.counted;
    choice.given = kept.given;
}

uint32_t ids_end(void)
{
    return end;
}
