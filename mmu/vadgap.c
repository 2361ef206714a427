#include "mmu/vadgap.h"

#include "firmware/panic.h"
#include "mmu/layout.h"

static uint32_t align_up(uint32_t value, uint32_t alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

/* Nothing lies below the first descriptor, so that what is there belongs to nobody: it is most often the part
 * that no program may use, and a promise of it would mislead each search. */
static uint32_t hole_start(const struct vad *node)
{
    return node->previous ? node->previous->end.address : node->start.address;
}

static uint32_t hole_bytes(const struct vad *node)
{
    return node->start.address - hole_start(node);
}

/* What the hole below the node can hold, by grain. The end of a descriptor is far from the end of all
 * addresses, where a program has none, so nothing wraps. */
static void measure_hole(const struct vad *node, uint32_t rooms[VAD_GRAINS])
{
    uint32_t start = hole_start(node), end = node->start.address,
             granule = align_up(start, LAYOUT_GRANULARITY);
    ASSERT(start <= end && granule >= start);
    rooms[VAD_GRAIN_PAGE] = end - start;
    rooms[VAD_GRAIN_GRANULE] = granule < end ? end - granule : 0;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

void vad_gap_measure(struct vad *node)
{
    uint32_t rooms[VAD_GRAINS];
    measure_hole(node, rooms);
    for (enum vad_grain grain = 0; grain < VAD_GRAINS; grain++)
        node->promise[grain] =
            larger(rooms[grain], larger(node->left->promise[grain], node->right->promise[grain]));
}

void vad_gap_grown(struct vad *node)
{
    uint32_t rooms[VAD_GRAINS];
    if (!node)
        return;
    measure_hole(node, rooms);
    for (; node && (node->promise[VAD_GRAIN_PAGE] < rooms[VAD_GRAIN_PAGE] ||
                    node->promise[VAD_GRAIN_GRANULE] < rooms[VAD_GRAIN_GRANULE]);
         node = node->parent)
        for (enum vad_grain grain = 0; grain < VAD_GRAINS; grain++)
            node->promise[grain] = larger(node->promise[grain], rooms[grain]);
}

/* ---- packed descriptors ---- */

#define STEPS 4 /* more than one insertion can add, so that it catches up, and few */

static void forget_beyond(struct vad_tree *tree)
{
    tree->beyond.first = tree->beyond.last = NULL;
}

static bool packed_with_next(const struct vad *node)
{
    uint32_t rooms[VAD_GRAINS];
    if (!node->next)
        return false;
    measure_hole(node->next, rooms);
    return rooms[VAD_GRAIN_GRANULE] == 0;
}

void vad_gap_pack(struct vad_tree *tree, const struct vad *vad)
{
    if (!tree->packed || !vad->previous)
        tree->packed = tree->first;
    for (int step = 0; step < STEPS && packed_with_next(tree->packed); step++) {
        tree->packed = tree->packed->next;
        if (tree->packed != tree->beyond.first)
            continue;
        tree->packed = tree->beyond.last; /* the hole is filled */
        forget_beyond(tree);
    }
}

static bool is_beyond(const struct vad_tree *tree, const struct vad *vad)
{
    return tree->beyond.first && vad->start.address >= tree->beyond.first->start.address &&
           vad->start.address <= tree->beyond.last->start.address;
}

void vad_gap_unpack(struct vad_tree *tree, const struct vad *vad)
{
    if (is_beyond(tree, vad))
        forget_beyond(tree);
    if (!tree->packed || vad->start.address > tree->packed->start.address)
        return;
    forget_beyond(tree);
    if (vad != tree->packed) {
        tree->beyond.first = vad->next;
        tree->beyond.last = tree->packed;
    }
    tree->packed = vad->previous;
}

/* ---- the search ---- */

struct wish {
    uint32_t low, high, bytes, alignment;
    enum vad_grain grain; /* the coarsest that tells no less than the alignment allows */
};

/* The part of the hole [start, end) that is wished for, from the first place that is aligned. False: it is
 * too small. */
static bool fits(const struct wish *wish, uint32_t *start, uint32_t *end)
{
    uint32_t from = larger(*start, wish->low), begin = align_up(from, wish->alignment);
    if (*end > wish->high)
        *end = wish->high;
    *start = begin;
    return begin >= from && begin < *end && *end - begin >= wish->bytes;
}

static bool fits_lowest(const struct wish *wish, uint32_t start, uint32_t end, uint32_t *place)
{
    if (!fits(wish, &start, &end))
        return false;
    *place = start;
    return true;
}

static bool fits_highest(const struct wish *wish, uint32_t start, uint32_t end, uint32_t *place)
{
    if (!fits(wish, &start, &end))
        return false;
    *place = (end - wish->bytes) & ~(wish->alignment - 1);
    return true;
}

static bool promises(const struct vad *node, const struct wish *wish)
{
    return node->promise[wish->grain] >= wish->bytes;
}

/* The hole below the node is large enough, if it is well placed. */
static bool may_fit(const struct vad *node, const struct wish *wish)
{
    return hole_bytes(node) >= wish->bytes;
}

/* Nothing was found below `top`, down to `node`: they promised too much, or something outside the wish. */
static void correct(struct vad *node, const struct vad *top)
{
    for (; node != top; node = node->parent)
        vad_gap_measure(node);
    vad_gap_measure(node);
}

/* The holes of a subtree from below: those left of a node, its own, those right of it. */
static bool seek_lowest(struct vad *top, const struct wish *wish, uint32_t *place)
{
    struct vad *node = top;
    for (;; node = node->right) {
        if (node->start.address > wish->low &&
            ((promises(node->left, wish) && seek_lowest(node->left, wish, place)) ||
             (may_fit(node, wish) && fits_lowest(wish, hole_start(node), node->start.address, place))))
            return true;
        if (node->end.address >= wish->high || !promises(node->right, wish))
            break;
    }
    correct(node, top);
    return false;
}

/* The same from above. */
static bool seek_highest(struct vad *top, const struct wish *wish, uint32_t *place)
{
    struct vad *node = top;
    for (;; node = node->left) {
        if (node->end.address < wish->high && promises(node->right, wish) &&
            seek_highest(node->right, wish, place))
            return true;
        if (node->start.address <= wish->low)
            break;
        if (may_fit(node, wish) && fits_highest(wish, hole_start(node), node->start.address, place))
            return true;
        if (!promises(node->left, wish))
            break;
    }
    correct(node, top);
    return false;
}

/* The two holes that belong to no descriptor, below the first and above the last. */
static uint32_t first_start(const struct vad_tree *tree, const struct wish *wish)
{
    return tree->first ? tree->first->start.address : wish->high;
}

static uint32_t last_end(const struct vad_tree *tree, const struct wish *wish)
{
    return tree->last ? tree->last->end.address : wish->high;
}

/* Most often it is the hole above the packed descriptors. */
static bool fits_behind_packed(const struct vad_tree *tree, const struct wish *wish, uint32_t *place)
{
    const struct vad *packed = wish->grain == VAD_GRAIN_GRANULE ? tree->packed : NULL;
    return packed && packed->next &&
           fits_lowest(wish, packed->end.address, packed->next->start.address, place);
}

static bool find_lowest(const struct vad_tree *tree, const struct wish *wish, uint32_t *place)
{
    return fits_lowest(wish, wish->low, first_start(tree, wish), place) ||
           fits_behind_packed(tree, wish, place) ||
           (promises(tree->root, wish) && seek_lowest(tree->root, wish, place)) ||
           fits_lowest(wish, last_end(tree, wish), wish->high, place);
}

static bool find_highest(const struct vad_tree *tree, const struct wish *wish, uint32_t *place)
{
    return fits_highest(wish, last_end(tree, wish), wish->high, place) ||
           (promises(tree->root, wish) && seek_highest(tree->root, wish, place)) ||
           fits_highest(wish, wish->low, first_start(tree, wish), place);
}

bool vad_find_gap(const struct vad_tree *tree, uint32_t low, uint32_t high, uint32_t bytes,
                  uint32_t alignment, bool highest, uint32_t *start)
{
    const struct wish wish = {.low = low,
                              .high = high,
                              .bytes = bytes,
                              .alignment = alignment,
                              .grain = alignment < LAYOUT_GRANULARITY ? VAD_GRAIN_PAGE : VAD_GRAIN_GRANULE};
    ASSERT(bytes > 0 && alignment >= PAGE_SIZE && (alignment & (alignment - 1)) == 0);
    return highest ? find_highest(tree, &wish, start) : find_lowest(tree, &wish, start);
}
