// sources: mmu/vad.c mmu/vadgap.c
#include <string.h>
#include "mmu/layout.h"
#include "mmu/vad.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

#define MOST_PAGES   0x80000u /* 2 GB, the model: who owns each page, 0 nobody */
#define MOST_REGIONS 30000u
#define GRANULE      (LAYOUT_GRANULARITY / PAGE_SIZE)

static struct vad regions[MOST_REGIONS];
static uint32_t owner[MOST_PAGES], pages; /* so many pages are looked at */
static struct vad_tree tree;
static uint32_t seed = 2463534242u;

static uint32_t random_below(uint32_t bound)
{
    return host_random(&seed) % bound;
}

static void reset(uint32_t wanted)
{
    vad_tree_start(&tree);
    memset(regions, 0, sizeof regions);
    memset(owner, 0, sizeof owner);
    pages = wanted;
}

/* ---- the model ---- */

static void own(uint32_t first, uint32_t end, uint32_t who)
{
    for (uint32_t page = first; page < end; page++)
        owner[page] = who;
}

static bool is_free(uint32_t first, uint32_t count)
{
    for (uint32_t page = first; page < first + count; page++)
        if (owner[page])
            return false;
    return true;
}

static bool model_lowest(uint32_t low, uint32_t high, uint32_t count, uint32_t alignment, uint32_t *first)
{
    for (*first = (low + alignment - 1) / alignment * alignment; *first + count <= high; *first += alignment)
        if (is_free(*first, count))
            return true;
    return false;
}

static bool model_highest(uint32_t low, uint32_t high, uint32_t count, uint32_t alignment, uint32_t *first)
{
    if (high < count)
        return false;
    *first = (high - count) / alignment * alignment;
    for (;; *first -= alignment) {
        if (*first >= low && is_free(*first, count))
            return true;
        if (*first < low + alignment)
            return false;
    }
}

static uint32_t first_of(const struct vad *vad)
{
    return vad->start.address / PAGE_SIZE;
}

static uint32_t end_of(const struct vad *vad)
{
    return vad->end.address / PAGE_SIZE;
}

static struct vad *made(uint32_t i, uint32_t first, uint32_t count)
{
    struct vad *vad = &regions[i];
    vad->start.address = first * PAGE_SIZE;
    vad->end.address = (first + count) * PAGE_SIZE;
    vad_insert(&tree, vad);
    own(first, first + count, i + 1);
    return vad;
}

static bool used(uint32_t i)
{
    return regions[i].end.address != 0;
}

/* What a tree remembers is one of its own, or nothing. */
static void remembers_its_own(void)
{
    const struct vad *known[] = {tree.recent, tree.found, tree.packed, tree.beyond.first, tree.beyond.last};
    for (uint32_t i = 0; i < sizeof known / sizeof known[0]; i++)
        CHECK(!known[i] || used((uint32_t)(known[i] - regions)));
}

static void unmade(uint32_t i)
{
    own(first_of(&regions[i]), end_of(&regions[i]), 0);
    vad_remove(&tree, &regions[i]);
    regions[i].end.address = 0;
    remembers_its_own();
}

/* ---- what must hold of the tree ---- */

static uint32_t hole_below(const struct vad *node, uint32_t alignment)
{
    uint32_t start = node->previous ? node->previous->end.address : node->start.address;
    start = (start + alignment - 1) & ~(alignment - 1);
    return start < node->start.address ? node->start.address - start : 0;
}

static void promises_enough(const struct vad *node, const struct vad *parent)
{
    CHECK(node->promise[VAD_GRAIN_PAGE] >= hole_below(node, PAGE_SIZE));
    CHECK(node->promise[VAD_GRAIN_GRANULE] >= hole_below(node, LAYOUT_GRANULARITY));
    for (int grain = 0; parent && grain < VAD_GRAINS; grain++)
        CHECK(parent->promise[grain] >= node->promise[grain]);
}

/* Counts a subtree whose nodes lie in the list behind *last, in order, and are balanced. */
static uint32_t sound_below(const struct vad *node, const struct vad *parent, const struct vad **last)
{
    if (node->height == 0)
        return 0;
    uint32_t left = node->left->height, right = node->right->height;
    CHECK(node->parent == parent && left <= right + 1 && right <= left + 1);
    CHECK(node->height == (left > right ? left : right) + 1);
    promises_enough(node, parent);
    uint32_t count = sound_below(node->left, node, last);
    CHECK(node->previous == *last && (*last ? (*last)->next == node : tree.first == node));
    CHECK(!*last || (*last)->end.address <= node->start.address);
    *last = node;
    return count + 1 + sound_below(node->right, node, last);
}

static bool sound(void)
{
    const struct vad *last = NULL;
    uint32_t count = sound_below(tree.root, NULL, &last);
    for (const struct vad *node = tree.packed; node; node = node->previous)
        CHECK(hole_below(node, LAYOUT_GRANULARITY) == 0);
    for (const struct vad *node = tree.beyond.first; node && node != tree.beyond.last; node = node->next)
        CHECK(node->next && hole_below(node->next, LAYOUT_GRANULARITY) == 0);
    CHECK(tree.last == last && (!last || !last->next) && (tree.root->height > 0 || !tree.first));
    return count == tree.count;
}

/* ---- beside the model ---- */

static void finds_as_the_model(void)
{
    uint32_t page = random_below(pages), behind = page;
    struct vad *found = vad_find(&tree, page * PAGE_SIZE + 5);
    CHECK(found == (owner[page] ? &regions[owner[page] - 1] : NULL));
    while (behind < pages && !owner[behind])
        behind++;
    CHECK(vad_first_behind(&tree, page * PAGE_SIZE) == (behind < pages ? &regions[owner[behind] - 1] : NULL));
}

static void finds_room_as_the_model(uint32_t low, uint32_t high, uint32_t count, uint32_t alignment)
{
    uint32_t start = 0, first = 0;
    bool there = model_lowest(low, high, count, alignment, &first);
    CHECK(vad_find_gap(&tree, low * PAGE_SIZE, high * PAGE_SIZE, count * PAGE_SIZE, alignment * PAGE_SIZE,
                       false, &start) == there);
    CHECK(!there || start == first * PAGE_SIZE);
    CHECK(model_highest(low, high, count, alignment, &first) == there);
    CHECK(vad_find_gap(&tree, low * PAGE_SIZE, high * PAGE_SIZE, count * PAGE_SIZE, alignment * PAGE_SIZE,
                       true, &start) == there);
    CHECK(!there || start == first * PAGE_SIZE);
}

/* A search through all of it that found nothing leaves no promise behind that would lead the next one astray.
 */
static void a_search_in_vain_is_told(uint32_t count, enum vad_grain grain)
{
    uint32_t alignment = grain == VAD_GRAIN_PAGE ? PAGE_SIZE : LAYOUT_GRANULARITY, start;
    bool found = vad_find_gap(&tree, 0, MOST_PAGES * PAGE_SIZE, count * PAGE_SIZE, alignment, false, &start);
    bool in_vain = tree.last && start >= tree.last->end.address;
    CHECK(found && (!in_vain || tree.root->promise[grain] < count * PAGE_SIZE));
}

static void looks_for_room(uint32_t most)
{
    static const uint32_t alignments[] = {1, GRANULE, 1, GRANULE, 2, 2 * GRANULE};
    uint32_t low = random_below(4) ? random_below(16) : random_below(pages);
    uint32_t high = random_below(4) ? pages - random_below(16) : random_below(pages);
    finds_room_as_the_model(low, high, 1 + random_below(most), alignments[random_below(6)]);
}

/* One more region where there is room at a random place, or one less, or one that becomes smaller. */
static void changes(uint32_t i, uint32_t first, uint32_t count)
{
    struct vad *vad = &regions[i];
    if (!used(i)) {
        bool room = is_free(first, count);
        CHECK(vad_free_range(&tree, first * PAGE_SIZE, (first + count) * PAGE_SIZE) == room);
        if (room)
            made(i, first, count);
        return;
    }
    if (random_below(3) || end_of(vad) - first_of(vad) < 3) {
        unmade(i);
        return;
    }
    own(first_of(vad), end_of(vad), 0);
    vad_trim(&tree, vad, vad->start.address + random_below(2) * PAGE_SIZE,
             vad->end.address - random_below(2) * PAGE_SIZE);
    own(first_of(vad), end_of(vad), i + 1);
}

static void finds_what_holds_an_address(void)
{
    reset(64);
    struct vad *a = made(0, 16, 4), *b = made(1, 20, 1);
    CHECK(vad_find(&tree, 15 * PAGE_SIZE) == NULL);
    CHECK(vad_find(&tree, 16 * PAGE_SIZE) == a && vad_find(&tree, 20 * PAGE_SIZE - 1) == a);
    CHECK(vad_find(&tree, 20 * PAGE_SIZE) == b && vad_find(&tree, 21 * PAGE_SIZE) == NULL);
    CHECK(vad_first_behind(&tree, 0) == a && vad_first_behind(&tree, a->end.address) == b);
    CHECK(vad_first_behind(&tree, b->end.address) == NULL);
}

static void agrees_with_a_table_of_pages(void)
{
    reset(1024);
    for (int round = 0; round < 20000; round++) {
        changes(random_below(200), random_below(pages - 9), 1 + random_below(8));
        finds_as_the_model();
        looks_for_room(random_below(2) ? 4 : 64);
        if (round % 100 == 0)
            CHECK(sound());
        a_search_in_vain_is_told(1 + random_below(64), random_below(2));
    }
    CHECK(sound());
}

/* All of 2 GB in regions of a granule or less, most of them beside each other, as VirtualAlloc leaves them;
 * then half of them go, in no order, and come back. */
static void agrees_with_30000_regions(void)
{
    reset(MOST_PAGES);
    for (uint32_t i = 0; i < MOST_REGIONS; i++) {
        uint32_t start = 0, bytes = (1 + random_below(GRANULE)) * PAGE_SIZE;
        CHECK(vad_find_gap(&tree, LAYOUT_GRANULARITY, MOST_PAGES * PAGE_SIZE, bytes, LAYOUT_GRANULARITY,
                           false, &start) &&
              start == (i + 1) * LAYOUT_GRANULARITY);
        made(i, start / PAGE_SIZE, bytes / PAGE_SIZE);
    }
    CHECK(sound() && tree.count == MOST_REGIONS && tree.root->height <= 21); /* 1.44 log2 of 30000 */
    for (uint32_t round = 0; round < MOST_REGIONS; round++) {
        uint32_t i = random_below(MOST_REGIONS);
        changes(i, (i + 1) * GRANULE, 1 + random_below(GRANULE));
        finds_as_the_model();
        if (round % 200 == 0)
            looks_for_room(random_below(2) ? 2 * GRANULE : 8 * GRANULE);
    }
    CHECK(sound());
}

/* One more region of up to a granule, at the lowest place, as the model has it. */
static void put_lowest(uint32_t i)
{
    uint32_t count = 1 + random_below(GRANULE), start = 0, first = 0;
    CHECK(model_lowest(GRANULE, pages, count, GRANULE, &first));
    CHECK(vad_find_gap(&tree, LAYOUT_GRANULARITY, pages * PAGE_SIZE, count * PAGE_SIZE, LAYOUT_GRANULARITY,
                       false, &start));
    CHECK(start == first * PAGE_SIZE);
    made(i, first, count);
}

/* Regions side by side, and now and then a hole or a few that are filled again from below. */
static void agrees_where_holes_come_and_go(void)
{
    uint32_t holes[4], count = 0;
    reset(256 * GRANULE);
    for (uint32_t i = 0; i < 200; i++)
        put_lowest(i);
    for (uint32_t round = 0; round < 20000; round++) {
        uint32_t i = random_below(200);
        if (count > 0 && (count == 4 || random_below(2)))
            put_lowest(holes[--count]);
        else if (used(i))
            unmade(holes[count++] = i);
        if (round % 8 == 0)
            CHECK(sound());
    }
}

static void stays_low_when_filled_in_order(void)
{
    reset(1024);
    for (uint32_t i = 0; i < 200; i++)
        made(i, i * 4, 2);
    CHECK(sound() && tree.root->height <= 8); /* log2 of 200, rounded up */
    reset(1024);
    for (uint32_t i = 200; i-- > 0;)
        made(i, i * 4, 2);
    CHECK(sound() && tree.root->height <= 8);
}

static void a_gap_is_the_lowest_or_highest_that_fits(void)
{
    uint32_t start = 0, low = 16 * PAGE_SIZE, high = 256 * PAGE_SIZE;
    reset(256);
    made(0, 16, 16);
    made(1, 40, 8); /* leaves 32..39 */
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
    CHECK(vad_find_gap(&tree, low, 33 * PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, false, &start) &&
          start == 32 * PAGE_SIZE);
    CHECK(vad_find_gap(&tree, 39 * PAGE_SIZE, 48 * PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, true, &start) &&
          start == 39 * PAGE_SIZE);
}

/* What is left of a region keeps its place; what it gave up is room. */
static void what_is_trimmed_is_room(void)
{
    uint32_t start = 0;
    reset(256);
    made(0, 16, 100);
    made(1, 116, 140);
    vad_trim(&tree, &regions[0], 20 * PAGE_SIZE, 100 * PAGE_SIZE);
    CHECK(sound() && vad_find(&tree, 19 * PAGE_SIZE) == NULL && vad_find(&tree, 100 * PAGE_SIZE) == NULL);
    CHECK(vad_find_gap(&tree, 16 * PAGE_SIZE, 256 * PAGE_SIZE, 16 * PAGE_SIZE, PAGE_SIZE, false, &start) &&
          start == 100 * PAGE_SIZE);
    CHECK(vad_find_gap(&tree, 16 * PAGE_SIZE, 256 * PAGE_SIZE, 4 * PAGE_SIZE, PAGE_SIZE, false, &start) &&
          start == 16 * PAGE_SIZE);
}

int main(void)
{
    RUN(finds_what_holds_an_address);
    RUN(agrees_with_a_table_of_pages);
    RUN(agrees_with_30000_regions);
    RUN(agrees_where_holes_come_and_go);
    RUN(stays_low_when_filled_in_order);
    RUN(a_gap_is_the_lowest_or_highest_that_fits);
    RUN(what_is_trimmed_is_room);
    return unit_end();
}
