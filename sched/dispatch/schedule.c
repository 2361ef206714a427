#include "sched/dispatch/schedule.h"

#include <string.h>
#include "firmware/digits.h"
#include "firmware/panic.h"

#define MOST_SEED   1000000000u
#define MOST_ORDERS 1000000000u
#define FEW_ORDERS  10000u

bool schedule_is_on;

static enum { DRAWN, GIVEN, ALL } manner;
static uint32_t state, bound;
static uint8_t chosen[SCHEDULE_MOST_CHOICES], among[SCHEDULE_MOST_CHOICES];
static uint32_t planned; /* so many of `chosen` are to be followed */
static uint32_t made;    /* so many have been made in this order */
static bool diverged, cut;

/* ---- what the switch says ---- */

/* A number up to `most`, and where the text goes on. False: there is none. */
static bool take_number(const char **text, uint32_t most, uint32_t *number)
{
    const char *at = *text;
    uint32_t value = 0;
    for (; *at >= '0' && *at <= '9'; at++) {
        if (value > (most - (uint32_t)(*at - '0')) / 10)
            return false;
        value = value * 10 + (uint32_t)(*at - '0');
    }
    if (at == *text)
        return false;
    *text = at;
    *number = value;
    return true;
}

static bool take_all(const char *text)
{
    bound = FEW_ORDERS;
    if (strncmp(text, "all", 3) != 0)
        return false;
    text += 3;
    if (*text == ':') {
        text++;
        if (!take_number(&text, MOST_ORDERS, &bound) || bound == 0)
            return false;
    }
    manner = ALL;
    return *text == 0;
}

static bool take_choices(const char *text)
{
    uint32_t number;
    for (planned = 0; *text; planned++, text++) {
        if (planned == SCHEDULE_MOST_CHOICES || !take_number(&text, SCHEDULE_MOST_THREADS - 1, &number) ||
            *text != '.')
            return false;
        chosen[planned] = (uint8_t)number;
    }
    manner = GIVEN;
    return planned > 0;
}

static bool take_seed(const char *text)
{
    manner = DRAWN;
    return take_number(&text, MOST_SEED, &state) && *text == 0 && state != 0;
}

bool schedule_choose(const char *how)
{
    schedule_is_on = take_all(how) || take_choices(how) || take_seed(how);
    if (!schedule_is_on || manner != GIVEN)
        planned = 0;
    made = 0;
    diverged = cut = false;
    return schedule_is_on;
}

/* ---- choices ---- */

/* Marsaglia's xorshift of 32 bits, which never becomes 0. */
static uint32_t draw(uint32_t of)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % of;
}

static uint32_t follow(uint32_t of)
{
    if (chosen[made] < of)
        return chosen[made];
    diverged = true;
    return of - 1;
}

uint32_t schedule_choice(uint32_t of)
{
    ASSERT(schedule_is_on && of >= 2);
    if (made == SCHEDULE_MOST_CHOICES) {
        cut = true;
        return 0;
    }
    if (of > SCHEDULE_MOST_THREADS)
        of = SCHEDULE_MOST_THREADS;
    uint32_t choice = made < planned ? follow(of) : manner == DRAWN ? draw(of) : 0;
    chosen[made] = (uint8_t)choice;
    among[made] = (uint8_t)of;
    made++;
    return choice;
}

bool schedule_is_all(void)
{
    return schedule_is_on && manner == ALL;
}

uint32_t schedule_bound(void)
{
    return bound;
}

/* Depth first: the last choice that can be made otherwise is, and all before it stay. */
bool schedule_next(void)
{
    ASSERT(schedule_is_all());
    while (made > 0 && chosen[made - 1] + 1 == among[made - 1])
        made--;
    planned = made;
    made = 0;
    if (planned == 0)
        return false;
    chosen[planned - 1]++;
    return true;
}

void schedule_text(char text[SCHEDULE_TEXT])
{
    uint32_t count = made;
    while (count > 1 && chosen[count - 1] == 0)
        count--;
    for (uint32_t i = 0; i < count; i++) {
        text = digits_decimal(text, chosen[i]);
        *text++ = '.';
    }
    *text = 0;
}

bool schedule_has_diverged(void)
{
    return diverged;
}

bool schedule_is_cut(void)
{
    return cut;
}
