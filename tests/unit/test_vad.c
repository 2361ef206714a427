// sources: mmu/vad.c
#include <stdlib.h>
#include <string.h>
#include "mmu/vad.h"
#include "tests/unit/unit.h"

#define PAGES   1024u /* the model: who owns each page of a small address space, 0 nobody */
#define REGIONS 200u

static struct vad regions[REGIONS];
static uint32_t owner[PAGES];
static struct vad_tree tree;
static uint64_t seed = 88172645463325252ull;

static uint32_t random_below(uint32_t bound)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed % bound);
}

static struct vad *made(struct vad *vad, uint32_t first, uint32_t count)
{
    memset(vad, 0, sizeof *vad);
    vad->start.address = first * PAGE_SIZE;
    vad->end.address = (first + count) * PAGE_SIZE;
    vad_insert(&tree, vad);
    return vad;
}

static void reset(void)
{
    tree = (struct vad_tree){0};
    memset(owner, 0, sizeof owner);
}

/* An AA tree: left children one level lower, right ones at most as high, right grandchildren lower; both
 * children where the level is above 1. */
static uint32_t sound(const struct vad *node)
{
    if (!node)
        return 0;
    CHECK(!node->left || node->left->level == node->level - 1);
    CHECK(!node->right || node->right->level == node->level || node->right->level == node->level - 1);
    CHECK(!node->right || !node->right->right || node->right->right->level < node->level);
    CHECK(node->level == 1 || (node->left && node->right));
    return 1 + sound(node->left) + sound(node->right);
}

static void finds_what_holds_an_address(void)
{
    reset();
    struct vad *a = made(&regions[0], 16, 4), *b = made(&regions[1], 20, 1);
    CHECK(vad_find(&tree, 15 * PAGE_SIZE) == NULL);
    CHECK(vad_find(&tree, 16 * PAGE_SIZE) == a && vad_find(&tree, 20 * PAGE_SIZE - 1) == a);
    CHECK(vad_find(&tree, 20 * PAGE_SIZE) == b && vad_find(&tree, 21 * PAGE_SIZE) == NULL);
    CHECK(vad_first_behind(&tree, 0) == a && vad_first_behind(&tree, a->end.address) == b);
    CHECK(vad_first_behind(&tree, b->end.address) == NULL);
}

static void agrees_with_a_table_of_pages(void)
{
    bool used[REGIONS] = {false};
    reset();
    for (int round = 0; round < 20000; round++) {
        uint32_t i = random_below(REGIONS), first = random_below(PAGES - 9), count = 1 + random_below(8);
        if (used[i]) {
            for (uint32_t page = 0; page < PAGES; page++)
                if (owner[page] == i + 1)
                    owner[page] = 0;
            vad_remove(&tree, &regions[i]);
            used[i] = false;
        } else {
            bool is_free = true;
            for (uint32_t page = first; page < first + count; page++)
                is_free = is_free && owner[page] == 0;
            CHECK(vad_free_range(&tree, first * PAGE_SIZE, (first + count) * PAGE_SIZE) == is_free);
            if (is_free) {
                made(&regions[i], first, count);
                for (uint32_t page = first; page < first + count; page++)
                    owner[page] = i + 1;
                used[i] = true;
            }
        }
        uint32_t look = random_below(PAGES);
        CHECK(vad_find(&tree, look * PAGE_SIZE + 5) == (owner[look] ? &regions[owner[look] - 1] : NULL));
    }
    CHECK(sound(tree.root) == tree.count);
}

static void stays_flat_when_filled_in_order(void)
{
    reset();
    for (uint32_t i = 0; i < REGIONS; i++)
        made(&regions[i], i * 4, 2);
    CHECK(sound(tree.root) == REGIONS);
    CHECK(tree.root->level <= 8); /* log2 of 200, rounded up */
}

static void a_gap_is_the_lowest_or_highest_that_fits(void)
{
    uint32_t start = 0, low = 16 * PAGE_SIZE, high = 256 * PAGE_SIZE;
    reset();
    made(&regions[0], 16, 16);
    made(&regions[1], 40, 8); /* leaves 32..39 */
    CHECK(vad_find_gap(&tree, low, high, 8 * PAGE_SIZE, PAGE_SIZE, false, &start) && start == 32 * PAGE_SIZE);
    CHECK(vad_find_gap(&tree, low, high, 9 * PAGE_SIZE, PAGE_SIZE, false, &start) && start == 48 * PAGE_SIZE);
    CHECK(vad_find_gap(&tree, low, high, PAGE_SIZE, 16 * PAGE_SIZE, false, &start) &&
          start == 32 * PAGE_SIZE);
    CHECK(vad_find_gap(&tree, low, high, PAGE_SIZE, PAGE_SIZE, true, &start) && start == 255 * PAGE_SIZE);
    CHECK(vad_find_gap(&tree, low, high, PAGE_SIZE, 16 * PAGE_SIZE, true, &start) &&
          start == 240 * PAGE_SIZE);
    CHECK(!vad_find_gap(&tree, low, high, 209 * PAGE_SIZE, PAGE_SIZE, false, &start));
    CHECK(vad_find_gap(&tree, low, high, 208 * PAGE_SIZE, PAGE_SIZE, false, &start) &&
          start == 48 * PAGE_SIZE);
}

int main(void)
{
    RUN(finds_what_holds_an_address);
    RUN(agrees_with_a_table_of_pages);
    RUN(stays_flat_when_filled_in_order);
    RUN(a_gap_is_the_lowest_or_highest_that_fits);
    return unit_end();
}
