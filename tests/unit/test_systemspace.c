// machine
/*
 * System's space and the paged pool in it: what the kernel takes, writes and gives back, beside a model that
 * keeps a copy of every byte, while a program takes the frames.
 */
#include <string.h>
#include "mmu/commit.h"
#include "mmu/pagedpool.h"
#include "mmu/pagetable.h"
#include "mmu/systemspace.h"
#include "mmu/verify.h"
#include "mmu/virtual.h"
#include "sched/dispatch/dispatcher.h"
#include "tests/unit/host.h"
#include "tests/unit/machine.h"
#include "tests/unit/unit.h"

#define TAG_ONE POOL_TAG('O', 'n', 'e', ' ')
#define TAG_TWO POOL_TAG('T', 'w', 'o', ' ')

static struct space space;
static uint32_t program; /* its committed pages */

static void begin(void)
{
    system_space_start(4);
    paged_pool_start();
}

/* A program with `pages` pages, in whose space everything goes on. */
static void begin_beside(uint32_t pages)
{
    struct vad *vad;
    begin();
    CHECK(space_create(&space, 24) == STATUS_SUCCESS);
    machine_enter(&space);
    CHECK(virtual_reserve(&space, &program, pages * PAGE_SIZE, PROT_READWRITE, true, false, &vad) ==
          STATUS_SUCCESS);
}

static void push_out(uint32_t pages)
{
    for (uint32_t i = 0; i < pages; i++)
        CHECK(machine_touch(program + i * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
}

static void end_beside(void)
{
    machine_leave(&space);
    CHECK(machine_is_empty());
}

static uint32_t put(const void *block, const void *bytes, uint32_t count)
{
    return machine_system_write((uint32_t)block, bytes, count) == STATUS_SUCCESS;
}

static bool holds(const void *block, const void *bytes, uint32_t count)
{
    static uint8_t found[8 * PAGE_SIZE];
    return machine_system_read((uint32_t)block, found, count) == STATUS_SUCCESS &&
           memcmp(found, bytes, count) == 0;
}

/* ---- one block ---- */

static void a_block_goes_out_and_comes_back(void)
{
    begin_beside(200);
    void *block = paged_alloc_raw(100, TAG_ONE);
    CHECK(block && paged_pool_pages() == 1 && system_space.working_set == 0);
    CHECK(put(block, "what was written", 17) && system_space.working_set == 1);
    push_out(200);
    CHECK(system_space.working_set == 0);
    verify_books();
    CHECK(holds(block, "what was written", 17) && system_space.working_set == 1);
    paged_free(block);
    CHECK(paged_pool_pages() == 0 && system_space.working_set == 0 && system_space.charge == 0);
    end_beside();
}

/* Wherever it is: never touched, in memory, on a list, in a slot. */
static void a_block_is_given_back(void)
{
    begin_beside(200);
    void *untouched = paged_alloc_raw(4 * PAGE_SIZE, TAG_ONE), *out = paged_alloc_raw(2 * PAGE_SIZE, TAG_ONE);
    CHECK(put(out, "1", 1) && put((char *)out + PAGE_SIZE, "2", 1));
    push_out(200);
    void *in = paged_alloc_raw(PAGE_SIZE, TAG_TWO), *rests = paged_alloc_raw(PAGE_SIZE, TAG_TWO);
    CHECK(put(rests, "3", 1) && system_space_trim(1) + system_space_trim(1) > 0 && put(in, "4", 1));
    verify_books();
    paged_free(untouched);
    paged_free(out);
    paged_free(rests);
    paged_free(in);
    CHECK(system_space.charge == 0 && paged_pool_pages() == 0);
    end_beside();
}

static void small_blocks_share_a_page_by_tag(void)
{
    begin();
    char *first = paged_alloc_raw(64, TAG_ONE), *second = paged_alloc_raw(50, TAG_ONE),
         *other = paged_alloc_raw(64, TAG_TWO);
    CHECK(second == first + 64 && other == first + PAGE_SIZE && paged_pool_pages() == 2);
    paged_free(first);
    CHECK(paged_alloc_raw(33, TAG_ONE) == first);
    paged_free(first);
    paged_free(second);
    CHECK(paged_pool_pages() == 1);
    paged_free(other);
    CHECK(commit_total() == 0);
}

static void no_commit_no_block(void)
{
    begin();
    uint32_t room = commit_limit() - commit_total();
    while (room > POOL_MOST_BYTES / PAGE_SIZE && paged_alloc_raw(POOL_MOST_BYTES, TAG_ONE))
        room -= POOL_MOST_BYTES / PAGE_SIZE;
    CHECK(paged_alloc_raw((room + 1) * PAGE_SIZE, TAG_TWO) == NULL);
    CHECK(paged_alloc_raw(room * PAGE_SIZE, TAG_TWO) != NULL);
    CHECK(paged_alloc_raw(64, TAG_ONE) == NULL && commit_total() == commit_limit());
    verify_books();
}

/* ---- who may not ---- */

static void a_program_touches_it(void)
{
    begin_beside(8);
    void *block = paged_alloc_raw(64, TAG_ONE);
    CHECK(machine_touch((uint32_t)block, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    CHECK(put(block, "there", 5));
    CHECK(machine_touch((uint32_t)block, MACHINE_READ) == STATUS_ACCESS_VIOLATION);
    CHECK(machine_touch((uint32_t)block, MACHINE_WRITE) == STATUS_ACCESS_VIOLATION);
    paged_free(block);
    end_beside();
}

static void a_block_that_is_gone(void)
{
    begin();
    void *block = paged_alloc_raw(64, TAG_ONE);
    paged_free(block);
    machine_expect_end("the kernel touched what is not there");
    put(block, "gone", 4);
}

static void a_page_that_cannot_be_read(void)
{
    begin_beside(200);
    void *block = paged_alloc_raw(64, TAG_ONE);
    put(block, "lost", 4);
    push_out(200);
    push_out(200);
    machine_disk_dead(true);
    machine_expect_end("a page of the kernel cannot be read");
    holds(block, "lost", 4);
}

static void a_law_is_broken(void)
{
    begin();
    put(paged_alloc_raw(64, TAG_ONE), "1", 1);
    system_space.working_set++;
    machine_expect_end("a working set is the pages that are mapped");
    verify_books();
}

/* ---- its share ---- */

static void it_gives_in_proportion(void)
{
    begin();
    char *block = paged_alloc_raw(20 * PAGE_SIZE, TAG_ONE);
    for (uint32_t i = 0; i < 20; i++)
        put(block + i * PAGE_SIZE, "1", 1);
    system_space_share(0, 100);
    CHECK(system_space.working_set == 20);
    system_space_share(25, 100);
    CHECK(system_space.working_set == 15);
    system_space_share(5, 100); /* 75 hundredths of a page are kept in mind */
    CHECK(system_space.working_set == 15);
    system_space_share(2, 100);
    CHECK(system_space.working_set == 14);
    verify_books();
}

/* ---- the model ---- */

enum { BLOCKS = 40, MOST = 3 * PAGE_SIZE, STEPS = 20000 };

static struct {
    char *block;
    uint32_t tag, bytes;
    uint8_t copy[MOST];
} model[BLOCKS];
static uint32_t seed = 12345;

static uint32_t draw(uint32_t below)
{
    return host_random(&seed) % below;
}

static void take(uint32_t i)
{
    model[i].bytes = draw(3) == 0 ? 1 + draw(MOST) : 1 + draw(300);
    model[i].tag = draw(2) ? TAG_ONE : TAG_TWO;
    model[i].block = paged_alloc_raw(model[i].bytes, model[i].tag);
    CHECK(model[i].block != NULL);
    memset(model[i].copy, (int)draw(256), model[i].bytes);
    CHECK(put(model[i].block, model[i].copy, model[i].bytes));
}

static void give(uint32_t i)
{
    CHECK(holds(model[i].block, model[i].copy, model[i].bytes));
    paged_free(model[i].block);
    model[i].block = NULL;
}

static void change(uint32_t i)
{
    uint32_t at = draw(model[i].bytes);
    model[i].copy[at]++;
    CHECK(put(model[i].block + at, &model[i].copy[at], 1));
}

static uint32_t told[2];

static void tell(uint32_t tag, uint32_t blocks, uint32_t bytes)
{
    (void)bytes;
    told[tag == TAG_TWO] += blocks;
}

static void usage_is_the_models(void)
{
    uint32_t there[2] = {0};
    for (uint32_t i = 0; i < BLOCKS; i++)
        if (model[i].block)
            there[model[i].tag == TAG_TWO]++;
    told[0] = told[1] = 0;
    paged_pool_each(tell);
    CHECK(told[0] == there[0] && told[1] == there[1]);
    CHECK(system_space.charge == paged_pool_pages());
}

static void step(uint32_t number)
{
    uint32_t i = draw(BLOCKS), what = draw(8);
    if (!model[i].block)
        take(i);
    else if (what == 0)
        give(i);
    else if (what < 5)
        change(i);
    else
        CHECK(machine_touch(program + draw(150) * PAGE_SIZE, MACHINE_WRITE) == STATUS_SUCCESS);
    if (number % 101 == 0) {
        usage_is_the_models();
        verify_books();
    }
}

static void the_pool_is_what_the_model_says(void)
{
    begin_beside(150);
    for (uint32_t number = 0; number < STEPS; number++)
        step(number);
    CHECK(machine_disk_reads() > 100);
    for (uint32_t i = 0; i < BLOCKS; i++)
        if (model[i].block)
            give(i);
    CHECK(paged_pool_pages() == 0);
    end_beside();
}

int main(void)
{
    RUN_ON_MACHINE(128, 512, a_block_goes_out_and_comes_back);
    RUN_ON_MACHINE(128, 512, a_block_is_given_back);
    RUN_ON_MACHINE(128, 512, small_blocks_share_a_page_by_tag);
    RUN_ON_MACHINE(128, 512, no_commit_no_block);
    RUN_ON_MACHINE(128, 512, a_program_touches_it);
    RUN_ON_MACHINE(128, 512, a_block_that_is_gone);
    RUN_ON_MACHINE(128, 512, a_page_that_cannot_be_read);
    RUN_ON_MACHINE(128, 512, a_law_is_broken);
    RUN_ON_MACHINE(128, 512, it_gives_in_proportion);
    RUN_ON_MACHINE(128, 512, the_pool_is_what_the_model_says);
    return unit_end();
}
