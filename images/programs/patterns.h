/*
 * Patterns of touches, for images/programs/patterns.c, which makes them on memory, and for the host, which
 * only counts them. Who includes this defines before it
 *
 *   static void touch(unsigned page);       one touch of a page of an array
 *   static unsigned *word(unsigned i);      the i-th word of it, 1024 a page, which is touched
 */
#ifndef PATTERNS_H
#define PATTERNS_H

#define TOUCHES    100000u
#define PAGE_WORDS 1024u

static unsigned state; /* of the generator: each pattern begins with the same */

static unsigned step(void)
{
    return state = state * 1664525u + 1013904223u;
}

static unsigned below(unsigned n)
{
    return (unsigned)((unsigned long long)step() * n >> 32);
}

static void loop(unsigned pages, unsigned passes)
{
    for (unsigned pass = 0; pass < passes; pass++)
        for (unsigned page = 0; page < pages; page++)
            touch(page);
}

static void seq1100(void)
{
    loop(1100, 20);
}

static void seq1280(void)
{
    loop(1280, 20);
}

/* Four of five touches go to a fifth of the pages. */
static void r8020(void)
{
    for (unsigned i = 0; i < TOUCHES; i++)
        touch(below(100) < 80 ? below(819) : 819 + below(3277));
}

#define RANKS 4096u

static unsigned long long zipf_sums[RANKS];

static void zipf_prepare(void)
{
    unsigned long long sum = 0;
    for (unsigned i = 0; i < RANKS; i++)
        zipf_sums[i] = sum += 1000000000u / (i + 1);
}

static unsigned zipf_rank(unsigned long long at)
{
    unsigned low = 0, high = RANKS - 1;
    while (low < high) {
        unsigned middle = (low + high) / 2;
        if (zipf_sums[middle] > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static unsigned zipf_page(unsigned turn)
{
    unsigned long long at = ((zipf_sums[RANKS - 1] >> 8) * (step() >> 8)) >> 16;
    return (zipf_rank(at) * 1597 + turn) & (RANKS - 1);
}

/* The page of rank i is touched in proportion to 1 / (i + 1). */
static void zipf1(void)
{
    zipf_prepare();
    for (unsigned i = 0; i < TOUCHES; i++)
        touch(zipf_page(0));
}

#define ROWS 2048u

/* A matrix of 2048 by 1024, a row a page. */
static void matrow(void)
{
    for (unsigned pass = 0; pass < 8; pass++)
        for (unsigned row = 0; row < ROWS; row++)
            for (unsigned column = 0; column < PAGE_WORDS; column += PAGE_WORDS / 4)
                ++*word(row * PAGE_WORDS + column);
}

static void matcol(void)
{
    for (unsigned column = 0; column < 16; column++)
        for (unsigned row = 0; row < ROWS; row++)
            ++*word(row * PAGE_WORDS + column);
}

#define SORTED (2048u * PAGE_WORDS)

static void exchange(unsigned i, unsigned j)
{
    unsigned kept = *word(i);
    *word(i) = *word(j);
    *word(j) = kept;
}

static void insertion_sort(int low, int high)
{
    for (int i = low + 1; i <= high; i++) {
        unsigned value = *word(i);
        int j = i;
        for (; j > low && *word(j - 1) > value; j--)
            *word(j) = *word(j - 1);
        *word(j) = value;
    }
}

static unsigned median_of_three(int low, int high)
{
    unsigned a = *word(low), b = *word(low + (high - low) / 2), c = *word(high);
    if (a < b)
        return b < c ? b : a < c ? c : a;
    return a < c ? a : b < c ? c : b;
}

/* Hoare's: what is at most the pivot is in [low, the result], what is at least it behind. */
static int partition(int low, int high)
{
    unsigned pivot = median_of_three(low, high);
    int i = low - 1, j = high + 1;
    for (;;) {
        do
            i++;
        while (*word(i) < pivot);
        do
            j--;
        while (*word(j) > pivot);
        if (i >= j)
            return j;
        exchange(i, j);
    }
}

/* The smaller part first. */
static void sort(int low, int high)
{
    while (high - low > 16) {
        int end = partition(low, high);
        if (end - low < high - end) {
            sort(low, end);
            low = end + 1;
        } else {
            sort(end + 1, high);
            high = end;
        }
    }
    insertion_sort(low, high);
}

static void quicksort(void)
{
    for (unsigned i = 0; i < SORTED; i++)
        *word(i) = step();
    sort(0, SORTED - 1);
}

static void uniform2048(void)
{
    for (unsigned i = 0; i < TOUCHES; i++)
        touch(below(2048));
}

/* Work on few pages, and now and then a walk over many. */
static void hotscan(void)
{
    for (unsigned j = 0; j < 20; j++) {
        for (unsigned i = 0; i < 4000; i++)
            touch(below(600));
        for (unsigned i = 0; i < 1000; i++)
            touch(600 + (1000 * j + i) % 3496);
    }
}

/* ---- what is often touched changes ---- */

/* A fifth of the pages, another one in each of ten phases. */
static void phases(void)
{
    for (unsigned i = 0; i < TOUCHES; i++) {
        unsigned first = i / (TOUCHES / 10) * 400;
        touch((first + (below(100) < 80 ? below(819) : below(4096))) & 4095);
    }
}

/* It slides on by a page each 50 touches. */
static void drift(void)
{
    for (unsigned i = 0; i < TOUCHES; i++)
        touch((i / 50 + (below(100) < 90 ? below(900) : below(4096))) & 4095);
}

/* Who is at which rank changes four times. */
static void zipfmove(void)
{
    zipf_prepare();
    for (unsigned i = 0; i < TOUCHES; i++)
        touch(zipf_page(i / (TOUCHES / 5) * 811));
}

/* A loop that fits, then another elsewhere: what was often used will not be again. */
static void loops(void)
{
    for (unsigned phase = 0; phase < 5; phase++)
        for (unsigned pass = 0; pass < 20; pass++)
            for (unsigned page = 0; page < 900; page++)
                touch((phase * 819 + page) & 4095);
}

static const struct pattern {
    const char *name;
    void (*run)(void);
} patterns[] = {
    {"seq1100", seq1100}, {"seq1280", seq1280}, {"r8020", r8020},         {"zipf1", zipf1},
    {"matrow", matrow},   {"matcol", matcol},   {"quicksort", quicksort}, {"uniform2048", uniform2048},
    {"hotscan", hotscan}, {"phases", phases},   {"drift", drift},         {"zipfmove", zipfmove},
    {"loops", loops}};
#define PATTERNS    (sizeof patterns / sizeof patterns[0])
#define ARRAY_PAGES 4096u

static void pattern_run(const struct pattern *pattern)
{
    state = 12345;
    pattern->run();
}

#endif
