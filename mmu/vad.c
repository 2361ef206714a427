#include "mmu/vad.h"

#include "firmware/panic.h"
#include "mmu/vadgap.h"

/* The child where there is none: of no height, promising nothing, and holding every address, so that a
 * descent ends at it without asking at each level whether it has ended. */
static struct vad nobody = {.end = {~0u}, .left = &nobody, .right = &nobody};

void vad_tree_start(struct vad_tree *tree)
{
    *tree = (struct vad_tree){.root = &nobody};
}

static uint32_t height_above_children(const struct vad *node)
{
    uint32_t left = node->left->height, right = node->right->height;
    return (left > right ? left : right) + 1;
}

/* ---- shape ---- */

static void hang_left(struct vad *node, struct vad *child)
{
    node->left = child;
    if (child != &nobody)
        child->parent = node;
}

static void hang_right(struct vad *node, struct vad *child)
{
    node->right = child;
    if (child != &nobody)
        child->parent = node;
}

/* Where `old` hangs, `new` hangs. */
static void put_in_place(struct vad_tree *tree, const struct vad *old, struct vad *new)
{
    struct vad *parent = old->parent;
    if (!parent) {
        ASSERT(tree->root == old);
        tree->root = new;
        if (new != &nobody)
            new->parent = NULL;
    } else if (parent->left == old) {
        hang_left(parent, new);
    } else {
        ASSERT(parent->right == old);
        hang_right(parent, new);
    }
}

static void settle(struct vad *node)
{
    node->height = height_above_children(node);
    vad_gap_measure(node);
}

static struct vad *rotate_right(struct vad_tree *tree, struct vad *node)
{
    struct vad *left = node->left;
    put_in_place(tree, node, left);
    hang_left(node, left->right);
    hang_right(left, node);
    settle(node);
    settle(left);
    return left;
}

static struct vad *rotate_left(struct vad_tree *tree, struct vad *node)
{
    struct vad *right = node->right;
    put_in_place(tree, node, right);
    hang_right(node, right->left);
    hang_left(right, node);
    settle(node);
    settle(right);
    return right;
}

/* Gives the root of the subtree, whose children differ in height by one at most afterwards. */
static struct vad *balance(struct vad_tree *tree, struct vad *node)
{
    uint32_t left = node->left->height, right = node->right->height;
    if (left > right + 1) {
        if (node->left->right->height > node->left->left->height)
            rotate_left(tree, node->left);
        return rotate_right(tree, node);
    }
    if (right > left + 1) {
        if (node->right->left->height > node->right->right->height)
            rotate_right(tree, node->right);
        return rotate_left(tree, node);
    }
    node->height = height_above_children(node);
    return node;
}

/* From a node below which something has changed upwards, until a subtree is as high as it was. */
static void rebalance(struct vad_tree *tree, struct vad *node)
{
    while (node) {
        uint32_t before = node->height;
        node = balance(tree, node);
        if (node->height == before)
            return;
        node = node->parent;
    }
}

/* ---- order ---- */

static void link_between(struct vad_tree *tree, struct vad *vad, struct vad *previous, struct vad *next)
{
    ASSERT(!previous || previous->end.address <= vad->start.address);
    ASSERT(!next || next->start.address >= vad->end.address);
    vad->previous = previous;
    vad->next = next;
    *(previous ? &previous->next : &tree->first) = vad;
    *(next ? &next->previous : &tree->last) = vad;
}

static void unlink(struct vad_tree *tree, const struct vad *vad)
{
    *(vad->previous ? &vad->previous->next : &tree->first) = vad->next;
    *(vad->next ? &vad->next->previous : &tree->last) = vad->previous;
}

/* The first descriptor behind an address that none holds. */
static struct vad *next_of(const struct vad_tree *tree, uint32_t address)
{
    struct vad *recent = tree->recent;
    if (recent && recent->end.address <= address && (!recent->next || recent->next->end.address > address))
        return recent->next;
    return vad_first_behind(tree, address);
}

/* ---- insert and remove ---- */

/* Of two neighbours one has no child on the other's side: it takes the new node there. */
static void hang(struct vad_tree *tree, struct vad *vad)
{
    struct vad *next = vad->next, *previous = vad->previous;
    vad->left = vad->right = &nobody;
    vad->parent = NULL;
    vad->height = 1;
    vad->promise[VAD_GRAIN_PAGE] = vad->promise[VAD_GRAIN_GRANULE] = 0;
    if (next && next->left == &nobody)
        hang_left(next, vad);
    else if (previous)
        hang_right(previous, vad);
    else
        tree->root = vad;
    ASSERT(vad->parent || tree->count == 0);
}

void vad_insert(struct vad_tree *tree, struct vad *vad)
{
    ASSERT(vad->start.address < vad->end.address);
    struct vad *next = next_of(tree, vad->start.address);
    link_between(tree, vad, next ? next->previous : tree->last, next);
    hang(tree, vad);
    vad_gap_grown(vad);
    vad_gap_grown(vad->next); /* which may have been the first one */
    rebalance(tree, vad->parent);
    vad_gap_pack(tree, vad);
    tree->recent = tree->found = vad;
    tree->count++;
}

/* `next` follows `vad` in its right subtree and takes its place. Gives where the tree has become lower. */
static struct vad *replace_by_next(struct vad_tree *tree, struct vad *vad, struct vad *next)
{
    struct vad *lower = next->parent == vad ? next : next->parent;
    if (lower != next) {
        hang_left(lower, next->right);
        hang_right(next, vad->right);
    }
    hang_left(next, vad->left);
    put_in_place(tree, vad, next);
    next->height = vad->height;
    for (enum vad_grain grain = 0; grain < VAD_GRAINS; grain++)
        next->promise[grain] = vad->promise[grain]; /* which held for all of them */
    return lower;
}

static struct vad *take_out(struct vad_tree *tree, struct vad *vad)
{
    if (vad->left != &nobody && vad->right != &nobody)
        return replace_by_next(tree, vad, vad->next);
    put_in_place(tree, vad, vad->left != &nobody ? vad->left : vad->right);
    return vad->parent;
}

void vad_remove(struct vad_tree *tree, struct vad *vad)
{
    vad_gap_unpack(tree, vad);
    struct vad *lower = take_out(tree, vad);
    unlink(tree, vad);
    vad_gap_grown(vad->next);
    rebalance(tree, lower);
    tree->recent = vad->previous;
    if (tree->found == vad)
        tree->found = NULL;
    tree->count--;
    vad->left = vad->right = vad->parent = vad->previous = vad->next = NULL;
}

void vad_trim(struct vad_tree *tree, struct vad *vad, uint32_t start, uint32_t end)
{
    ASSERT(tree->count > 0 && vad->start.address <= start && start < end && end <= vad->end.address);
    vad_gap_unpack(tree, vad);
    vad->start.address = start;
    vad->end.address = end;
    vad_gap_grown(vad);
    vad_gap_grown(vad->next);
}

/* ---- find ---- */

static bool holds(const struct vad *node, uint32_t address)
{
    return node && node->start.address <= address && address < node->end.address;
}

struct vad *vad_first_behind(const struct vad_tree *tree, uint32_t address)
{
    struct vad *best = NULL, *node = tree->root;
    while (node != &nobody)
        if (node->end.address <= address) {
            node = node->right;
        } else {
            best = node;
            node = node->left;
        }
    return best;
}

/* Every look at a region descends here: what grows with their number is a level, so it is as little as can
 * be. The page, since `nobody` does not hold the very last byte. */
static struct vad *descend(struct vad *node, page_t page)
{
    for (;;)
        if (page.address >= node->end.address)
            node = node->right;
        else if (page.address < node->start.address)
            node = node->left;
        else
            return node;
}

struct vad *vad_find(struct vad_tree *tree, uint32_t address)
{
    struct vad *node = tree->found;
    if (holds(node, address))
        return node;
    node = descend(tree->root, page_of(address));
    return node != &nobody ? tree->found = node : NULL;
}

bool vad_free_range(const struct vad_tree *tree, uint32_t start, uint32_t end)
{
    struct vad *node = vad_first_behind(tree, start);
    return !node || node->start.address >= end;
}
