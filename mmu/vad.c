#include "mmu/vad.h"

#include "firmware/panic.h"

/* A left child on the same level is turned to the right. */
static struct vad *skew(struct vad *node)
{
    struct vad *left = node->left;
    if (!left || left->level != node->level)
        return node;
    node->left = left->right;
    left->right = node;
    return left;
}

/* Two right children on the same level in a row: the middle one rises. */
static struct vad *split(struct vad *node)
{
    struct vad *right = node->right;
    if (!right || !right->right || right->right->level != node->level)
        return node;
    node->right = right->left;
    right->left = node;
    right->level++;
    return right;
}

static struct vad *insert(struct vad *node, struct vad *vad)
{
    if (!node)
        return vad;
    ASSERT(vad->end.address <= node->start.address || vad->start.address >= node->end.address);
    if (vad->start.address < node->start.address)
        node->left = insert(node->left, vad);
    else
        node->right = insert(node->right, vad);
    return split(skew(node));
}

void vad_insert(struct vad_tree *tree, struct vad *vad)
{
    ASSERT(vad->start.address < vad->end.address);
    vad->left = vad->right = NULL;
    vad->level = 1;
    tree->root = insert(tree->root, vad);
    tree->count++;
}

static int level(const struct vad *node)
{
    return node ? node->level : 0;
}

static void lower_level(struct vad *node)
{
    int should = (level(node->left) < level(node->right) ? level(node->left) : level(node->right)) + 1;
    if (should >= node->level)
        return;
    node->level = should;
    if (should < level(node->right))
        node->right->level = should;
}

/* What a deletion may have unbalanced on the way up: three skews and two splits put it right (Andersson
 * 1993). */
static struct vad *repair(struct vad *node)
{
    lower_level(node);
    node = skew(node);
    if (node->right) {
        node->right = skew(node->right);
        if (node->right->right)
            node->right->right = skew(node->right->right);
    }
    node = split(node);
    if (node->right)
        node->right = split(node->right);
    return node;
}

/* Takes the leftmost node out of a subtree. */
static struct vad *take_first(struct vad *node, struct vad **taken)
{
    if (!node->left) {
        *taken = node;
        return node->right;
    }
    node->left = take_first(node->left, taken);
    return repair(node);
}

/* The node is replaced by its successor, which takes over its place and level. */
static struct vad *replace(struct vad *node)
{
    struct vad *next;
    if (!node->right)
        return node->left;
    struct vad *right = take_first(node->right, &next);
    next->left = node->left;
    next->right = right;
    next->level = node->level;
    return repair(next);
}

static struct vad *remove_from(struct vad *node, struct vad *vad)
{
    ASSERT(node != NULL);
    if (node == vad)
        return replace(node);
    if (vad->start.address < node->start.address)
        node->left = remove_from(node->left, vad);
    else
        node->right = remove_from(node->right, vad);
    return repair(node);
}

void vad_remove(struct vad_tree *tree, struct vad *vad)
{
    tree->root = remove_from(tree->root, vad);
    tree->count--;
    vad->left = vad->right = NULL;
}

struct vad *vad_find(const struct vad_tree *tree, uint32_t address)
{
    struct vad *node = vad_first_behind(tree, address);
    return node && node->start.address <= address ? node : NULL;
}

struct vad *vad_first_behind(const struct vad_tree *tree, uint32_t address)
{
    struct vad *best = NULL;
    for (struct vad *node = tree->root; node;) {
        if (node->end.address > address) {
            best = node;
            node = node->left;
        } else {
            node = node->right;
        }
    }
    return best;
}

bool vad_free_range(const struct vad_tree *tree, uint32_t start, uint32_t end)
{
    struct vad *node = vad_first_behind(tree, start);
    return !node || node->start.address >= end;
}

static uint32_t align_up(uint32_t value, uint32_t alignment)
{
    return (value + alignment - 1) & ~(alignment - 1);
}

/* One hole, [low, high): does the wanted range fit into it? */
static bool fits(uint32_t low, uint32_t high, uint32_t bytes, uint32_t alignment, bool highest,
                 uint32_t *start)
{
    uint32_t begin = align_up(low, alignment);
    if (begin < low || begin >= high || high - begin < bytes)
        return false;
    *start = highest ? (high - bytes) & ~(alignment - 1) : begin;
    return true;
}

bool vad_find_gap(const struct vad_tree *tree, uint32_t low, uint32_t high, uint32_t bytes,
                  uint32_t alignment, bool highest, uint32_t *start)
{
    bool found = false;
    while (low < high) {
        struct vad *next = vad_first_behind(tree, low);
        uint32_t hole_end = next && next->start.address < high ? next->start.address : high;
        if (hole_end > low && fits(low, hole_end, bytes, alignment, highest, start)) {
            found = true;
            if (!highest)
                return true;
        }
        if (!next || next->start.address >= high)
            return found;
        low = next->end.address;
    }
    return found;
}
