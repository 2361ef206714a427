// sources: sched/dispatch/schedule.c
#include "sched/dispatch/schedule.h"
#include <string.h>
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
    static const char *const bad[] = {"",     "0",      "1000000001",  "1.2",        ".",  "1..",
                                      "255.", "all:",   "all:0",       "alle",       "-1", "1.x.",
                                      "x",    "all:9x", "99999999999", "4294967297."};
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

int main(void)
{
    RUN(every_order_is_seen_once);
    RUN(an_order_is_seen_again_by_its_choices);
    RUN(a_choice_that_is_not_there_is_told);
    RUN(a_seed_draws_the_same_again);
    RUN(what_is_no_schedule_is_refused);
    RUN(what_is_too_long_is_cut_and_told);
    return unit_end();
}
