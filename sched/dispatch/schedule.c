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

/* The states in which an order had a choice to make, by digest: whatever goes on from there has been seen. */
#define STATES 8192u /* a power of two */
static struct {
    uint64_t seen[STATES]; /* 0: none */
    uint32_t count;
    bool compared, met, past;
} states;

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

static bool take_every(const char *text, const char *word)
{
    bound = FEW_ORDERS;
    if (strncmp(text, word, strlen(word)) != 0)
        return false;
    text += strlen(word);
    if (*text == ':') {
        text++;
        if (!take_number(&text, MOST_ORDERS, &bound) || bound == 0)
            return false;
    }
    manner = ALL;
    return *text == 0;
}

static bool take_all(const char *text)
{
    states.compared = false;
    return take_every(text, "all");
}

static bool take_distinct(const char *text)
{
    memset(&states, 0, sizeof states);
    states.compared = take_every(text, "distinct");
    return states.compared;
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
    schedule_is_on = take_all(how) || take_distinct(how) || take_choices(how) || take_seed(how);
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
    if (states.met)
        return 0;
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

/* ---- states ---- */

bool schedule_compares(void)
{
    return schedule_is_on && manner == ALL && states.compared && !states.past;
}

bool schedule_has_chosen(void)
{
    return made > 0;
}

bool schedule_wants_state(void)
{
    return schedule_compares() && !states.met && made >= planned && made > 0 && made < SCHEDULE_MOST_CHOICES;
}

/* Where the state is, or is to be. */
static uint64_t *place_of(uint64_t state)
{
    uint32_t at = (uint32_t)state % STATES;
    while (states.seen[at] != 0 && states.seen[at] != state)
        at = (at + 1) % STATES;
    return &states.seen[at];
}

/* A table that is full learns no more: then more orders are seen than would be necessary. */
void schedule_at(uint64_t state)
{
    ASSERT(schedule_wants_state());
    uint64_t *place = place_of(state);
    if (state == 0)
        return;
    states.met = *place == state;
    if (*place != 0 || states.count == STATES / 4 * 3)
        return;
    *place = state;
    states.count++;
}

bool schedule_has_met(void)
{
    return states.met;
}

void schedule_past_matters(void)
{
    states.past = true;
}

/* ---- one order after the other ---- */

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
    states.met = false;
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
