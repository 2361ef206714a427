// sources: mmu/pagerecord.c mmu/pageset.c mmu/policy_fifo.c mmu/policy_random.c mmu/policy_ws.c
// sources: mmu/policy_fx.c mmu/policy_ad.c
/*
 * The cores of policies, without a machine: records beside a plain table, each core beside a model that looks
 * through all pages, and what the patterns of images/programs/patterns.h cost in 1024 frames, where what
 * FIFO, second chance and the optimum give is known.
 */
#include <string.h>
#include "mmu/pageset.h"
#include "mmu/policy_fx.h"
#include "tests/policies/optimum.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define PAGES   64u /* of the small experiments */
#define OWNER   24u
#define FRAMES  1024u
#define ADDRESS 0x00400000u

static uint32_t state_of_test = 1;

static uint32_t drawn(uint32_t below_what)
{
    return host_random(&state_of_test) % below_what;
}

static uint32_t address_of(uint32_t page)
{
    return ADDRESS + page * 4096;
}

static uint32_t page_of_record(uint32_t record)
{
    return (page_records[record].page - ADDRESS) / 4096;
}

/* ---- what stands for page tables ---- */

static bool accessed[ARRAY_PAGES], mapped[ARRAY_PAGES];

static bool age(uint32_t record)
{
    bool was = accessed[page_of_record(record)];
    CHECK(mapped[page_of_record(record)]);
    accessed[page_of_record(record)] = false;
    return was;
}

static void *memory;

static void start_records(uint32_t pages)
{
    free(memory);
    memory = calloc(1, page_records_bytes(pages));
    page_records_start(memory, pages);
    memset(accessed, 0, sizeof accessed);
    memset(mapped, 0, sizeof mapped);
}

static struct pageset *new_set(const struct policy_core *core)
{
    struct pageset *set = calloc(1, core->set_bytes);
    set->owner = OWNER;
    set->age = age;
    return set;
}

static void came(const struct policy_core *core, struct pageset *set, uint32_t page, enum arrival how)
{
    mapped[page] = true;
    pageset_came(core, set, address_of(page), how);
}

static void went(const struct policy_core *core, struct pageset *set, uint32_t page, bool kept)
{
    pageset_went(core, set, address_of(page), kept);
    mapped[page] = accessed[page] = false;
}

static uint32_t victim(const struct policy_core *core, struct pageset *set)
{
    uint32_t record = core->victim(set);
    CHECK(record != RECORD_NONE && page_records[record].mapped && page_records[record].owner == OWNER);
    return page_of_record(record);
}

/* ---- records ---- */

enum { UNKNOWN, MAPPED, GHOST };

/* 16 pages may be mapped, and 32 ghosts are kept: the oldest goes. */
static void records_are_those_of_a_plain_table(void)
{
    uint8_t state[PAGES] = {0}, count[PAGES] = {0};
    uint32_t buried[PAGES] = {0}, now = 0, ghosts = 0, in_memory = 0;
    start_records(16);
    for (uint32_t i = 0; i < 200000; i++) {
        uint32_t page = drawn(PAGES), record = record_find(OWNER, address_of(page));
        CHECK((record != RECORD_NONE) == (state[page] != UNKNOWN));
        CHECK(record == RECORD_NONE || page_records[record].count == count[page]);
        if (state[page] != MAPPED && in_memory < 16) {
            record = record_make(OWNER, address_of(page));
            ghosts -= state[page] == GHOST;
            CHECK(record != RECORD_NONE && page_records[record].mapped);
            CHECK(page_records[record].count == (state[page] == GHOST ? count[page] : 0));
            count[page] = page_records[record].count = (uint8_t)drawn(16);
            state[page] = MAPPED;
            in_memory++;
        } else if (state[page] == MAPPED && drawn(4) > 0) {
            record_bury(record);
            buried[page] = ++now;
            state[page] = GHOST;
            in_memory--;
            if (++ghosts > 32) {
                uint32_t oldest = page;
                for (uint32_t other = 0; other < PAGES; other++)
                    if (state[other] == GHOST && buried[other] < buried[oldest])
                        oldest = other;
                state[oldest] = UNKNOWN;
                ghosts--;
            }
        } else if (state[page] != UNKNOWN && drawn(4) == 0) {
            ghosts -= state[page] == GHOST;
            in_memory -= state[page] == MAPPED;
            record_forget(record);
            state[page] = UNKNOWN;
        } else if (drawn(100) == 0) {
            records_halve(OWNER);
            for (uint32_t other = 0; other < PAGES; other++)
                count[other] /= 2;
        }
    }
}

static void owners_do_not_meet(void)
{
    start_records(4);
    uint32_t mine = record_make(OWNER, ADDRESS), other = record_make(OWNER + 4, ADDRESS);
    CHECK(mine != other && record_find(OWNER, ADDRESS) == mine && record_find(OWNER + 4, ADDRESS) == other);
    page_records[mine].count = page_records[other].count = 8;
    records_halve(OWNER);
    CHECK(page_records[mine].count == 4 && page_records[other].count == 8);
}

/* Ghosts make room for pages; when there are none left, a page stays unknown, and nothing else happens. */
static void a_page_without_a_record_is_no_victim(void)
{
    struct pageset *set = new_set(&core_fifo);
    start_records(4);
    for (uint32_t page = 0; page < 20; page++)
        came(&core_fifo, set, page, ARRIVAL_NEW);
    CHECK(set->mapped == 12 && record_find(OWNER, address_of(12)) == RECORD_NONE);
    went(&core_fifo, set, 15, true);
    CHECK(set->mapped == 12 && victim(&core_fifo, set) == 0);
    free(set);
}

/* ---- cores beside models ---- */

static void a_random_page_is_any_page(void)
{
    struct pageset *set = new_set(&core_random);
    uint32_t seen[PAGES] = {0}, first[8];
    start_records(PAGES);
    for (uint32_t page = 0; page < PAGES; page++)
        came(&core_random, set, page, ARRIVAL_NEW);
    went(&core_random, set, 5, false);
    went(&core_random, set, 6, true);
    core_random_seed(7);
    for (uint32_t i = 0; i < PAGES * 100; i++)
        seen[victim(&core_random, set)]++;
    for (uint32_t page = 0; page < PAGES; page++)
        CHECK(page == 5 || page == 6 ? seen[page] == 0 : seen[page] > 50 && seen[page] < 170);
    core_random_seed(7);
    for (uint32_t i = 0; i < 8; i++)
        first[i] = victim(&core_random, set);
    core_random_seed(7);
    for (uint32_t i = 0; i < 8; i++)
        CHECK(victim(&core_random, set) == first[i]);
    free(set);
}

/* The one page of a set among many of another's. */
static void a_random_page_is_of_the_set(void)
{
    struct pageset *many = new_set(&core_random), *one = new_set(&core_random);
    many->owner = OWNER + 4;
    start_records(PAGES);
    for (uint32_t page = 0; page < PAGES - 1; page++)
        pageset_came(&core_random, many, address_of(page), ARRIVAL_NEW);
    CHECK(core_random.victim(one) == RECORD_NONE);
    came(&core_random, one, 9, ARRIVAL_NEW);
    for (uint32_t i = 0; i < 100; i++)
        CHECK(victim(&core_random, one) == 9);
    free(many);
    free(one);
}

/* A model of a set: for each page when it came and what is known of it; it looks through all of them. */
struct model {
    bool there[PAGES], probation[PAGES];
    uint32_t came[PAGES], placed[PAGES], age[PAGES], count[PAGES];
    uint32_t now, faults, halving, mapped;
    uint32_t newest;
};

static uint32_t model_fifo(const struct model *model)
{
    uint32_t found = PAGES;
    for (uint32_t page = 0; page < PAGES; page++)
        if (model->there[page] && (found == PAGES || model->came[page] < model->came[found]))
            found = page;
    return found;
}

static void model_come(struct model *model, uint32_t page)
{
    model->there[page] = true;
    model->came[page] = ++model->now;
    model->age[page] = 0;
    model->mapped++;
}

static void fifo_is_the_order_of_coming(void)
{
    struct pageset *set = new_set(&core_fifo);
    struct model model = {0};
    start_records(PAGES);
    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t page = drawn(PAGES);
        if (!model.there[page]) {
            came(&core_fifo, set, page, (enum arrival)drawn(3));
            model_come(&model, page);
        } else if (drawn(2)) {
            went(&core_fifo, set, page, drawn(2));
            model.there[page] = false;
        } else {
            CHECK(victim(&core_fifo, set) == model_fifo(&model));
        }
    }
    free(set);
}

/* After 64 hard faults each page that was not used is a look older, up to seven. */
static void model_look_ws(struct model *model)
{
    for (uint32_t page = 0; page < PAGES; page++)
        model->age[page] = accessed[page] ? 0 : model->age[page] < 7 ? model->age[page] + 1 : 7;
}

static uint32_t oldest(const struct model *model)
{
    uint32_t most = 0;
    for (uint32_t page = 0; page < PAGES; page++)
        if (model->there[page] && model->age[page] > most)
            most = model->age[page];
    return most;
}

static void a_working_set_gives_up_its_oldest(void)
{
    struct pageset *set = new_set(&core_ws);
    struct model model = {0};
    start_records(PAGES);
    for (uint32_t i = 0; i < 100000; i++) {
        uint32_t page = drawn(PAGES);
        if (model.there[page] && drawn(3) > 0) {
            accessed[page] = true;
        } else if (model.there[page]) {
            uint32_t chosen = victim(&core_ws, set);
            CHECK(model.age[chosen] == oldest(&model));
            went(&core_ws, set, chosen, true);
            model.there[chosen] = false;
        } else {
            bool hard = drawn(2);
            model_come(&model, page);
            if (hard && ++model.faults == 64) {
                model.faults = 0;
                model_look_ws(&model);
            }
            came(&core_ws, set, page, hard ? ARRIVAL_HARD : ARRIVAL_NEW);
        }
    }
    free(set);
}

/* FX, by its rules. Of main, who was placed at its count first goes first. */
static uint32_t model_least(const struct model *model)
{
    uint32_t least = PAGES;
    for (uint32_t page = 0; page < PAGES; page++)
        if (model->there[page] && !model->probation[page] &&
            (least == PAGES || model->count[page] < model->count[least] ||
             (model->count[page] == model->count[least] && model->placed[page] < model->placed[least])))
            least = page;
    return least;
}

static uint32_t model_head(const struct model *model, uint32_t *length)
{
    uint32_t head = PAGES;
    *length = 0;
    for (uint32_t page = 0; page < PAGES; page++)
        if (model->there[page] && model->probation[page]) {
            ++*length;
            head = head == PAGES || model->came[page] < model->came[head] ? page : head;
        }
    return head;
}

static void model_count(struct model *model, uint32_t page)
{
    model->count[page] += model->count[page] < FX_MOST;
    model->placed[page] = ++model->now;
}

static uint32_t model_fx_victim(struct model *model)
{
    uint32_t length, head = model_head(model, &length), least = model_least(model);
    if (least == PAGES || length <= FX_KEEP)
        return least == PAGES ? head : least;
    for (int i = 0; i < 32 && model->count[head] > model->count[least] + 1 && accessed[least]; i++) {
        model_count(model, least);
        accessed[least] = false; /* as the core will do, and no one looks in between */
        least = model_least(model);
    }
    if (model->count[head] <= model->count[least] + 1)
        return head;
    model->probation[head] = false;
    model->placed[head] = ++model->now;
    return least;
}

/* The order in which several pages of main are counted at one look, or halved, is the core's; so here no page
 * is used at a look, and the counts are compared and not the pages. */
static void fx_follows_its_rules(void)
{
    struct pageset *set = new_set(&core_fx);
    struct model model = {.newest = PAGES};
    start_records(PAGES);
    for (uint32_t i = 0; i < 200000; i++) {
        uint32_t page = drawn(PAGES), length;
        if (!model.there[page] && model.mapped < PAGES / 2) {
            bool soft = drawn(8) == 0 && record_find(OWNER, address_of(page)) != RECORD_NONE;
            came(&core_fx, set, page, soft ? ARRIVAL_SOFT : ARRIVAL_NEW);
            model_come(&model, page);
            model_count(&model, page);
            model.probation[page] = !soft;
            uint32_t head = model_head(&model, &length);
            if (length > FX_WINDOW) {
                model.probation[head] = false;
                model.placed[head] = ++model.now;
            }
        } else if (model.mapped >= PAGES / 2) {
            uint32_t head = model_head(&model, &length), least = model_least(&model);
            bool worth = length > FX_KEEP && model.count[head] > model.count[least] + 1;
            uint32_t expected = model_fx_victim(&model), chosen = victim(&core_fx, set);
            CHECK(chosen == expected && (!worth || chosen == least));
            went(&core_fx, set, chosen, true);
            model.there[chosen] = false;
            model.mapped--;
            if (drawn(4) == 0) {
                pageset_deleted(&core_fx, set, address_of(chosen));
                model.count[chosen] = 0;
            }
        }
    }
    free(set);
}

static void a_page_that_was_used_keeps_its_place_in_main(void)
{
    struct pageset *set = new_set(&core_fx);
    start_records(PAGES);
    for (uint32_t page = 0; page < 8; page++) /* 0 to 3 are in main, counted once */
        came(&core_fx, set, page, ARRIVAL_NEW);
    for (uint32_t turn = 0; turn < 2; turn++) { /* 4 is counted three times */
        went(&core_fx, set, 4, true);
        came(&core_fx, set, 4, ARRIVAL_HARD);
    }
    went(&core_fx, set, 5, false);
    accessed[0] = accessed[1] = true;
    came(&core_fx, set, 5, ARRIVAL_NEW);
    went(&core_fx, set, 6, false);
    came(&core_fx, set, 8, ARRIVAL_NEW);
    went(&core_fx, set, 7, false); /* in probation: 4, 5, 8 */
    CHECK(victim(&core_fx, set) == 2 && !accessed[0] && !accessed[1]);
    free(set);
}

/* A program whose address space changes: what was learned of a page that is deleted is not said of the next
 * one at its address. */
static void what_is_deleted_leaves_nothing_behind(void)
{
    const struct policy_core *cores[] = {&core_fifo, &core_random, &core_ws, &core_fx, &core_ad};
    for (uint32_t i = 0; i < 5; i++) {
        struct pageset *set = new_set(cores[i]);
        start_records(PAGES);
        for (uint32_t page = 0; page < PAGES; page++)
            came(cores[i], set, page, ARRIVAL_NEW);
        for (uint32_t page = 0; page < PAGES; page++)
            if (drawn(2)) {
                went(cores[i], set, page, true);
                pageset_deleted(cores[i], set, address_of(page));
            } else {
                went(cores[i], set, page, false);
            }
        for (uint32_t page = 0; page < PAGES; page++)
            for (uint32_t owner = OWNER; owner < OWNER + 4; owner++)
                CHECK(record_find(owner, address_of(page)) == RECORD_NONE);
        CHECK(set->mapped == 0 && cores[i]->victim(set) == RECORD_NONE);
        free(set);
    }
}

/* ---- what patterns cost ---- */

static bool known[ARRAY_PAGES];

static void begin_simulation(void)
{
    start_records(2 * FRAMES);
    memset(known, 0, sizeof known);
    core_random_seed(1);
}

/* Reads beyond the first of each page. */
static uint32_t cost(const struct policy_core *core)
{
    struct pageset *set = new_set(core);
    uint32_t reads = 0;
    begin_simulation();
    for (uint32_t i = 0; i < touch_count; i++) {
        uint32_t page = touches[i];
        if (!mapped[page]) {
            if (set->mapped == FRAMES)
                went(core, set, victim(core, set), true);
            came(core, set, page, known[page] ? ARRIVAL_HARD : ARRIVAL_NEW);
            reads += known[page];
            known[page] = true;
        }
        accessed[page] = true;
    }
    free(set);
    return reads;
}

/* Second chance with a hand that goes round the frames. */
static uint32_t cost_of_clock(void)
{
    static uint32_t frames[FRAMES];
    uint32_t used = 0, hand = 0, reads = 0;
    begin_simulation();
    for (uint32_t i = 0; i < touch_count; i++) {
        uint32_t page = touches[i];
        if (!mapped[page]) {
            if (used < FRAMES) {
                frames[used++] = page;
            } else {
                for (; accessed[frames[hand]]; hand = (hand + 1) % FRAMES)
                    accessed[frames[hand]] = false;
                mapped[frames[hand]] = false;
                frames[hand] = page;
                hand = (hand + 1) % FRAMES;
            }
            mapped[page] = true;
            reads += known[page];
            known[page] = true;
        }
        accessed[page] = true;
    }
    return reads;
}

/* What is known of them: optimum, second chance, FIFO; random by its mean, which a seed may miss by a little.
 */
static const struct {
    uint32_t optimum, clock, fifo, random;
} costs[] = {{1444, 20900, 20900, 2825},  {4864, 24320, 24320, 8959},   {10296, 30373, 35970, 36212},
             {7572, 19194, 22352, 22190}, {7168, 14336, 14336, 11353},  {15360, 30720, 30720, 24378},
             {2231, 3918, 4201, 4411},    {17894, 48363, 48111, 48027}, {14389, 27877, 27886, 27999}};
#define COSTS (sizeof costs / sizeof costs[0])

static void fifo_random_clock_and_optimum_cost_what_they_are_known_to(void)
{
    for (uint32_t i = 0; i < COSTS; i++) {
        touches_make(&patterns[i]);
        CHECK(optimum(FRAMES) == costs[i].optimum);
        CHECK(cost(&core_fifo) == costs[i].fifo);
        CHECK(cost_of_clock() == costs[i].clock);
        uint32_t random = cost(&core_random) * 100;
        CHECK(random > costs[i].random * 96 && random < costs[i].random * 104);
    }
}

static double ninth_root(double x)
{
    double low = 0, high = x;
    while (high - low > 0.0001) {
        double middle = (low + high) / 2, power = middle * middle * middle;
        if (power * power * power < x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The geometric mean, and that nothing is much worse than with second chance. */
static double mean_cost(const struct policy_core *core, double worst)
{
    double product = 1;
    for (uint32_t i = 0; i < COSTS; i++) {
        touches_make(&patterns[i]);
        uint32_t reads = cost(core);
        CHECK(reads <= costs[i].clock * worst);
        product *= reads / (double)costs[i].optimum;
    }
    return ninth_root(product);
}

static void fx_and_ad_come_near_the_optimum(void)
{
    double ws = mean_cost(&core_ws, 1.05), fx = mean_cost(&core_fx, 1.15), ad = mean_cost(&core_ad, 1.05);
    printf("# ws %.3f, fx %.3f, ad %.3f times the optimum\n", ws, fx, ad);
    CHECK(ws > 2.9 && ws < 3.0 && fx < 1.42 && ad < 1.35);
}

/* The patterns whose favourite pages change. A loop that moves costs FX some passes, AD fewer. */
static void what_moves_is_followed(void)
{
    for (uint32_t i = COSTS; i < PATTERNS; i++) {
        touches_make(&patterns[i]);
        bool is_loop = strcmp(patterns[i].name, "loops") == 0;
        uint32_t clock = cost_of_clock(), fx = cost(&core_fx), ad = cost(&core_ad);
        printf("# %s: clock %u, fx %u, ad %u\n", patterns[i].name, clock, fx, ad);
        CHECK(is_loop ? fx < 12000 && ad < 3000 : fx < clock && ad < clock);
    }
}

int main(void)
{
    RUN(records_are_those_of_a_plain_table);
    RUN(owners_do_not_meet);
    RUN(a_page_without_a_record_is_no_victim);
    RUN(a_random_page_is_any_page);
    RUN(a_random_page_is_of_the_set);
    RUN(fifo_is_the_order_of_coming);
    RUN(a_working_set_gives_up_its_oldest);
    RUN(fx_follows_its_rules);
    RUN(a_page_that_was_used_keeps_its_place_in_main);
    RUN(what_is_deleted_leaves_nothing_behind);
    RUN(fifo_random_clock_and_optimum_cost_what_they_are_known_to);
    RUN(fx_and_ad_come_near_the_optimum);
    RUN(what_moves_is_followed);
    return unit_end();
}
