// sources: sched/dispatch/schedule.c
#include "sched/dispatch/schedule.h"
#include <stdio.h>
#include <string.h>
#include "firmware/digest.h"
#include "tests/unit/unit.h"

/* Threads of some steps, which give way between them: nobody goes on at once while another could. */
enum { MOST_THREADS = 4 };
static uint32_t left[MOST_THREADS], threads;

static uint32_t candidate(uint32_t number, uint32_t running)
{
    for (uint32_t i = 0;; i++)
        if (left[i] > 0 && i != running && number-- == 0)
            return i;
}

static uint32_t candidates(uint32_t running)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < threads; i++)
        count += left[i] > 0 && i != running;
    return count;
}

/* The order as a word of letters. */
static void run(uint32_t steps, char *word)
{
    uint32_t running = threads, of;
    for (uint32_t i = 0; i < threads; i++)
        left[i] = steps;
    for (;; *word++ = (char)('a' + running), left[running]--)
        if ((of = candidates(running)) > 0)
            running = candidate(of > 1 ? schedule_choice(of) : 0, running);
        else if (running == threads || left[running] == 0)
            break;
    *word = 0;
}

static uint32_t count_orders(uint32_t count, uint32_t steps)
{
    static char words[40][16];
    uint32_t seen = 0;
    threads = count;
    CHECK(schedule_choose("all") && schedule_is_all());
    for (bool more = true; more && seen < 40; seen++) {
        run(steps, words[seen]);
        for (uint32_t i = 0; i < seen; i++)
            CHECK(strcmp(words[i], words[seen]) != 0);
        more = schedule_next();
    }
    return seen;
}

/* n! orders of one step each; of two steps each the words without equal neighbours, and those whose only
 * equal neighbours are the last thread's, alone at the end. */
static void every_order_is_seen_once(void)
{
    CHECK(count_orders(1, 3) == 1);
    CHECK(count_orders(2, 1) == 2);
    CHECK(count_orders(3, 1) == 6);
    CHECK(count_orders(4, 1) == 24);
    CHECK(count_orders(2, 2) == 2);
    CHECK(count_orders(3, 2) == 30 + 6);
}

static void an_order_is_seen_again_by_its_choices(void)
{
    char word[16], again[16];
    static char text[SCHEDULE_TEXT], after[SCHEDULE_TEXT];
    threads = 3;
    CHECK(schedule_choose("all:36") && schedule_bound() == 36);
    for (int i = 0; i < 17; i++) {
        run(2, word);
        schedule_text(text);
        CHECK(schedule_next());
    }
    CHECK(schedule_choose(text) && !schedule_is_all());
    run(2, again);
    schedule_text(after);
    CHECK(strcmp(word, again) == 0 && strcmp(text, after) == 0 && !schedule_has_diverged());
}

static void a_choice_that_is_not_there_is_told(void)
{
    CHECK(schedule_choose("2.1.") && schedule_choice(3) == 2 && schedule_choice(4) == 1);
    CHECK(!schedule_has_diverged() && schedule_choice(9) == 0);
    CHECK(schedule_choose("2.") && schedule_choice(2) == 1 && schedule_has_diverged());
}

static void a_seed_draws_the_same_again(void)
{
    uint32_t first[40], different = 0;
    CHECK(schedule_choose("17"));
    for (int i = 0; i < 40; i++)
        CHECK((first[i] = schedule_choice(5)) < 5);
    CHECK(schedule_choose("17"));
    for (int i = 0; i < 40; i++) {
        CHECK(schedule_choice(5) == first[i]);
        different += first[i] != first[0];
    }
    CHECK(different > 0);
}

static void what_is_no_schedule_is_refused(void)
{
    static const char *const bad[] = {
        "",          "0",     "1000000001", "1.2",         ".",          "1..",        "255.",
        "all:",      "all:0", "alle",       "-1",          "1.x.",       "distinct:0", "distinctly",
        "distinct:", "x",     "all:9x",     "99999999999", "4294967297."};
    static char long_row[2 * (SCHEDULE_MOST_CHOICES + 1) + 1];
    for (uint32_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CHECK(!schedule_choose(bad[i]) && !schedule_is_on);
    for (uint32_t i = 0; i <= SCHEDULE_MOST_CHOICES; i++)
        memcpy(long_row + 2 * i, "0.", 2);
    CHECK(!schedule_choose(long_row));
    long_row[2 * SCHEDULE_MOST_CHOICES] = 0;
    CHECK(schedule_choose(long_row));
}

static void what_is_too_long_is_cut_and_told(void)
{
    CHECK(schedule_choose("all"));
    for (uint32_t i = 0; i < SCHEDULE_MOST_CHOICES; i++)
        CHECK(schedule_choice(2) == 0 && !schedule_is_cut());
    CHECK(schedule_choice(2) == 0 && schedule_is_cut());
    CHECK(schedule_choose("7") && schedule_choice(1000) < SCHEDULE_MOST_THREADS);
}

/* ---- each state once ---- */

/* Small programs: threads of some steps, each of which changes one of three variables by what is in another,
 * or waits, giving way, until a variable has some bit. */
enum { MOST_STEPS = 4, VARIABLES = 3, MOST_OUTCOMES = 4096, MOST_TURNS = 60 };
struct model_step {
    uint32_t to, from, by;
    bool waits;
};
static struct model_step model[MOST_THREADS][MOST_STEPS];
static uint32_t model_steps[MOST_THREADS];
static uint32_t variables[VARIABLES], at[MOST_THREADS];

static uint32_t some(uint32_t *seed, uint32_t of)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % of;
}

static void make_model(uint32_t seed)
{
    threads = 2 + some(&seed, MOST_THREADS - 1);
    for (uint32_t i = 0; i < threads; i++) {
        model_steps[i] = 1 + some(&seed, threads == MOST_THREADS ? 2 : MOST_STEPS);
        for (uint32_t j = 0; j < model_steps[i]; j++) {
            uint32_t to = some(&seed, VARIABLES), from = some(&seed, VARIABLES), by = some(&seed, 4);
            model[i][j] = (struct model_step){to, from, by, some(&seed, 8) == 0};
        }
    }
}

static void step(uint32_t thread)
{
    const struct model_step *now = &model[thread][at[thread]];
    if (now->waits && !(variables[now->from] & 1u))
        return; /* and comes again */
    if (!now->waits)
        variables[now->to] = variables[now->to] * 3 + variables[now->from] + now->by;
    at[thread]++;
    left[thread]--;
}

static uint64_t model_state(uint32_t running, uint32_t turn)
{
    struct digest digest = digest_of(running, turn);
    digest_words(&digest, variables, VARIABLES);
    digest_words(&digest, at, threads);
    return digest_value(&digest);
}

/* The outcome of one order; who waits in vain has none of its own. */
static uint64_t run_model(void)
{
    uint32_t running = threads, of, turn = 0;
    memset(variables, 0, sizeof variables);
    memset(at, 0, sizeof at);
    memcpy(left, model_steps, sizeof left);
    for (; turn < MOST_TURNS; turn++) {
        if ((of = candidates(running)) > 0) {
            if (of > 1 && schedule_wants_state())
                schedule_at(model_state(running, turn));
            running = candidate(of > 1 ? schedule_choice(of) : 0, running);
        } else if (running == threads || left[running] == 0) {
            break;
        }
        step(running);
    }
    return model_state(0, turn);
}

struct outcomes {
    uint64_t seen[MOST_OUTCOMES];
    uint32_t count, orders;
};

static bool has_outcome(const struct outcomes *all, uint64_t outcome)
{
    for (uint32_t i = 0; i < all->count; i++)
        if (all->seen[i] == outcome)
            return true;
    return false;
}

/* False: there are more orders than that. */
static bool explore(const char *how, struct outcomes *all, uint32_t most)
{
    bool more = true;
    all->count = all->orders = 0;
    CHECK(schedule_choose(how) && schedule_is_all());
    for (; more && all->orders < most; all->orders++) {
        uint64_t outcome = run_model();
        if (!has_outcome(all, outcome) && all->count < MOST_OUTCOMES)
            all->seen[all->count++] = outcome;
        more = schedule_next();
    }
    return !more;
}

static void each_state_once_has_the_outcomes_of_every_order(void)
{
    static struct outcomes every, distinct;
    uint32_t fewer = 0, compared = 0;
    uint64_t orders = 0, seen = 0;
    for (uint32_t seed = 1; seed <= 600; seed++) {
        make_model(seed);
        if (!explore("all", &every, 20000))
            continue;
        CHECK(explore("distinct", &distinct, 20000));
        CHECK(distinct.orders <= every.orders && distinct.count == every.count);
        for (uint32_t i = 0; i < every.count; i++)
            CHECK(has_outcome(&distinct, every.seen[i]));
        compared++;
        fewer += distinct.orders < every.orders;
        orders += every.orders;
        seen += distinct.orders;
    }
    CHECK(compared > 300 && fewer > compared / 3 && seen < orders / 3);
    printf("%u programs: %llu orders, %llu of them seen\n", compared, (unsigned long long)orders,
           (unsigned long long)seen);
}

static void a_past_that_matters_ends_the_comparing(void)
{
    CHECK(schedule_choose("distinct:7") && schedule_is_all() && schedule_bound() == 7);
    CHECK(schedule_compares() && !schedule_has_chosen() && !schedule_wants_state());
    CHECK(schedule_choice(2) == 0 && schedule_has_chosen() && schedule_wants_state());
    schedule_at(17);
    CHECK(!schedule_has_met() && schedule_choice(2) == 0);
    CHECK(schedule_next() && schedule_choice(2) == 0 && !schedule_wants_state() && schedule_choice(2) == 1);
    CHECK(schedule_wants_state());
    schedule_at(17);
    CHECK(schedule_has_met() && schedule_choice(9) == 0);
    CHECK(schedule_next() && !schedule_has_met() && schedule_choice(2) == 1 && schedule_wants_state());
    schedule_past_matters();
    CHECK(!schedule_wants_state() && !schedule_compares() && schedule_choice(2) == 0);
    CHECK(schedule_choose("all") && !schedule_compares());
}

int main(void)
{
    RUN(every_order_is_seen_once);
    RUN(an_order_is_seen_again_by_its_choices);
    RUN(a_choice_that_is_not_there_is_told);
    RUN(a_seed_draws_the_same_again);
    RUN(what_is_no_schedule_is_refused);
    RUN(what_is_too_long_is_cut_and_told);
    RUN(each_state_once_has_the_outcomes_of_every_order);
    RUN(a_past_that_matters_ends_the_comparing);
    return unit_end();
}
