/*
 * mutate LOG… [-n COUNT] [-s SEED]: changes one digit, and drops one line, COUNT times for each kind of
 * event, and sees whether the reader notices. Prints a table by event, then what it did not notice.
 *
 * Each log is followed once; at the line of a mutant a child process goes on with the change.
 */
#include "mutant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 2 };

/* Where the lines of one kind of event stand. */
struct places {
    struct place {
        const struct log *log;
        unsigned line;
    } * places;
    unsigned count;
};

static struct log *logs;
static unsigned log_count;
static struct places *places; /* for each event */
static struct mutant *mutants;
static unsigned mutant_count;

static bool event_of(const struct log *log, unsigned line, struct line *read)
{
    return !line_read(read, log->lines[line].start, log->lines[line].length);
}

/* ---- choosing ---- */

static void places_add(const struct event *event, const struct log *log, unsigned line)
{
    struct places *of = &places[event - event_at(0)];
    if ((of->count & (of->count - 1)) == 0)
        of->places = realloc(of->places, (of->count ? of->count * 2 : 1) * sizeof *of->places);
    if (!of->places)
        exit(2);
    of->places[of->count++] = (struct place){log, line};
}

static void places_find(void)
{
    struct line line;
    places = zeroed(event_count() * sizeof *places);
    for (unsigned i = 0; i < log_count; i++)
        for (unsigned j = 0; j < logs[i].count; j++)
            if (event_of(&logs[i], j, &line))
                places_add(line.event, &logs[i], j);
}

static void mutant_add(const struct places *of, enum mutant_kind kind, uint64_t *seed)
{
    struct line line;
    struct place place = of->places[chance(seed, of->count)];
    struct mutant mutant = {.kind = kind, .log = place.log, .line = place.line};
    if (kind == MUTANT_DIGIT &&
        !(event_of(place.log, place.line, &line) && mutant_choose(&mutant, &line, seed)))
        return;
    mutants[mutant_count++] = mutant;
}

static int mutant_order(const void *one, const void *other)
{
    const struct mutant *a = one, *b = other;
    if (a->log != b->log)
        return a->log < b->log ? -1 : 1;
    return a->line < b->line ? -1 : a->line > b->line;
}

static void mutants_choose(unsigned count, uint64_t seed)
{
    mutants = zeroed((size_t)event_count() * MUTANT_KINDS * count * sizeof *mutants);
    for (unsigned event = 0; event < event_count(); event++)
        for (unsigned i = 0; i < count && places[event].count; i++) {
            mutant_add(&places[event], MUTANT_DIGIT, &seed);
            mutant_add(&places[event], MUTANT_DROP, &seed);
        }
    qsort(mutants, mutant_count, sizeof *mutants, mutant_order);
}

/* ---- running ---- */

static pid_t children[CHILDREN];
static struct mutant *child_mutants[CHILDREN];

static void child_collect(void)
{
    int status;
    pid_t pid = wait(&status);
    for (unsigned i = 0; i < CHILDREN; i++)
        if (children[i] == pid) {
            child_mutants[i]->verdict = WIFEXITED(status) && WEXITSTATUS(status) <= CRASHED
                                            ? (enum verdict)WEXITSTATUS(status)
                                            : CRASHED;
            children[i] = 0;
        }
}

static unsigned child_place(void)
{
    for (;; child_collect())
        for (unsigned i = 0; i < CHILDREN; i++)
            if (!children[i])
                return i;
}

static void mutant_run(struct mutant *mutant, struct machine *machine)
{
    unsigned place = child_place();
    children[place] = fork();
    child_mutants[place] = mutant;
    if (children[place] == 0)
        _exit((int)mutant_follow(mutant, machine));
}

/* Follows a log, and each of its mutants from its line on. Returns the first mutant of the next log. */
static struct mutant *log_mutate(const struct log *log, struct mutant *mutant)
{
    struct machine *machine = machine_new();
    const struct mutant *end = mutants + mutant_count;
    for (unsigned i = 0; i < log->count; i++) {
        for (; mutant < end && mutant->log == log && mutant->line == i; mutant++)
            mutant_run(mutant, machine);
        if (!log_follow(machine, &log->lines[i])) {
            fprintf(stderr, "mutate: %s:%u: contradiction: %s\n", log->path, i + 1, machine->said);
            exit(2);
        }
    }
    return mutant;
}

static void mutants_run(void)
{
    struct mutant *mutant = mutants;
    for (unsigned i = 0; i < log_count; i++)
        mutant = log_mutate(&logs[i], mutant);
    for (unsigned i = 0; i < CHILDREN; i++)
        while (children[i])
            child_collect();
}

/* ---- the table ---- */

struct count {
    unsigned caught, missed, excused;
};

static const struct event *mutant_event(const struct mutant *mutant)
{
    struct line line;
    event_of(mutant->log, mutant->line, &line);
    return line.event;
}

static void count_print(const struct count *count)
{
    unsigned all = count->caught + count->missed;
    if (all)
        printf(" %6u %6u %5.1f %%", count->caught, all, 100.0 * count->caught / all);
    else
        printf(" %6s %6s %7s", "-", "-", "-");
    printf(" %6u", count->excused);
}

static void row_print(const char *name, const struct count counts[MUTANT_KINDS])
{
    printf("%-14s", name);
    for (unsigned kind = 0; kind < MUTANT_KINDS; kind++)
        count_print(&counts[kind]);
    putchar('\n');
}

static void mutant_tally(const struct mutant *mutant, const struct event *event, struct count *count)
{
    if (mutant->verdict == SURVIVED && mutant_excuse(mutant, event))
        count->excused++;
    else if (mutant->verdict == CAUGHT)
        count->caught++;
    else
        count->missed++;
}

static void table_print(struct count sum[MUTANT_KINDS])
{
    struct count(*counts)[MUTANT_KINDS] = zeroed(event_count() * sizeof *counts);
    for (unsigned i = 0; i < mutant_count; i++) {
        const struct event *event = mutant_event(&mutants[i]);
        mutant_tally(&mutants[i], event, &counts[event - event_at(0)][mutants[i].kind]);
        mutant_tally(&mutants[i], event, &sum[mutants[i].kind]);
    }
    printf("%-14s %29s %29s\n%-14s %6s %6s %7s %6s %6s %6s %7s %6s\n", "", "digit", "line dropped", "event",
           "caught", "of", "", "free", "caught", "of", "", "free");
    for (unsigned i = 0; i < event_count(); i++)
        if (places[i].count)
            row_print(event_at(i)->name, counts[i]);
    row_print("all", sum);
}

/* ---- what was missed ---- */

static bool same_group(const struct mutant *a, const struct mutant *b)
{
    return a->kind == b->kind && a->item == b->item && mutant_event(a) == mutant_event(b) &&
           a->verdict == b->verdict;
}

static void mutant_print(const struct mutant *mutant, unsigned count)
{
    const struct text *text = &mutant->log->lines[mutant->line];
    printf("%4u %s %s%s: %s: %.*s", count, mutant->verdict == CRASHED ? "CRASHED" : "missed",
           mutant_event(mutant)->name, mutant->item ? "" : " dropped",
           mutant->item ? mutant->item->name : mutant->log->path, (int)text->length, text->start);
    if (mutant->item)
        printf("  [%u: %c]  %s", mutant->offset, mutant->digit, mutant->log->path);
    putchar('\n');
}

static bool is_missed(const struct mutant *mutant)
{
    return mutant->verdict == CRASHED ||
           (mutant->verdict == SURVIVED && !mutant_excuse(mutant, mutant_event(mutant)));
}

static void missed_print(void)
{
    for (unsigned i = 0; i < mutant_count; i++) {
        unsigned count = 0, before = 0;
        if (!is_missed(&mutants[i]))
            continue;
        for (unsigned j = 0; j < mutant_count; j++)
            if (is_missed(&mutants[j]) && same_group(&mutants[i], &mutants[j])) {
                count++;
                before += j < i;
            }
        if (!before)
            mutant_print(&mutants[i], count);
    }
}

/* ---- the command ---- */

static int usage(void)
{
    fputs("usage: mutate LOG... [-n COUNT] [-s SEED]\n", stderr);
    return 2;
}

static bool arguments_read(int count, char **arguments, unsigned *mutants_each, uint64_t *seed)
{
    logs = zeroed((size_t)count * sizeof *logs);
    for (int i = 1; i < count; i++) {
        bool number = !strcmp(arguments[i], "-n");
        if (number || !strcmp(arguments[i], "-s")) {
            if (++i == count)
                return false;
            if (number)
                *mutants_each = (unsigned)strtoul(arguments[i], NULL, 10);
            else
                *seed = strtoull(arguments[i], NULL, 10);
        } else if (!log_read(&logs[log_count++], arguments[i])) {
            perror(arguments[i]);
            return false;
        }
    }
    return log_count > 0;
}

int main(int count, char **arguments)
{
    unsigned each = 200;
    uint64_t seed = 1;
    struct count sum[MUTANT_KINDS] = {{0, 0, 0}};
    if (!arguments_read(count, arguments, &each, &seed))
        return usage();
    places_find();
    mutants_choose(each, seed);
    mutants_run();
    table_print(sum);
    missed_print();
    unsigned caught = sum[0].caught + sum[1].caught, missed = sum[0].missed + sum[1].missed;
    printf("caught %u of %u that change the meaning (%.1f %%), %u change nothing that the page relates\n",
           caught, caught + missed, 100.0 * caught / (caught + missed + !(caught + missed)),
           sum[0].excused + sum[1].excused);
    return caught * 100 >= (caught + missed) * 95 ? 0 : 1;
}
