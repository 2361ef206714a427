/*
 * The address-descriptor tree of one address space: what each range of addresses is (NT: virtual address
 * descriptors), and where it is free. Ranges never overlap. An AVL tree, threaded in the order of addresses;
 * what it costs to find, to insert and to remove grows with the logarithm of the number of descriptors, and
 * most often not at all. Hardware-free, allocates nothing. Any context.
 *
 * Each descriptor answers for the hole between it and the one below, and promises no less than the largest
 * such hole of its subtree (mmu/vadgap.h): so a search for a free range turns only to where there may be one.
 */
#ifndef MMU_VAD_H
#define MMU_VAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "mmu/address.h"
#include "mmu/pte.h"

struct section;

enum vad_kind {
    VAD_PRIVATE,  /* VirtualAlloc, stacks, TEBs */
    VAD_IMAGE,    /* a view of an image section */
    VAD_VIEW,     /* a view of another section */
    VAD_PHYSICAL, /* one fixed frame (shared user data), never paged */
    VAD_AWE       /* shows frames that the process owns by number, never paged (mmu/awe.h) */
};

/* A hole is measured twice: as it is, and from the first multiple of LAYOUT_GRANULARITY in it. */
enum vad_grain { VAD_GRAIN_PAGE, VAD_GRAIN_GRANULE, VAD_GRAINS };

struct vad {
    page_t start, end; /* first page, page behind the last; in a tree: vad_trim() changes them */
    enum vad_kind kind;
    enum protection protection; /* as it was reserved or mapped */
    bool committed;             /* PRIVATE: pages without a PTE are committed, not just reserved */
    bool kept;                  /* made by the system (PEB, TEB, parameters): the program cannot free it */
    uint32_t charge;            /* pages of commit charged for what lies inside */
    struct section *section;    /* views */
    uint32_t first_page;        /* views: page of the section that lies at `start` */
    enum protection most;       /* views of no image: what the section was opened for */
    uint32_t *written; /* watched: a bit for each page that was written (mmu/writewatch.h); else NULL */

    /* mmu/vad.c's and mmu/vadgap.c's */
    struct vad *left, *right;     /* without a child: one of height 0 */
    struct vad *parent;           /* NULL: the root */
    struct vad *previous, *next;  /* in the order of addresses */
    uint32_t promise[VAD_GRAINS]; /* bytes; no hole of its subtree is larger */
    uint32_t height;
};

struct vad_tree {
    struct vad *root, *first, *last;
    struct vad
        *recent; /* inserted last, or beside what was removed last: the next one is often put beside it */
    struct vad *found;  /* found or inserted last: often what is asked for next; NULL: nothing known */
    struct vad *packed; /* up to here no page is free at a granule between descriptors; NULL: nothing known */
    struct {
        struct vad *first, *last;
    } beyond; /* nor between these, behind a hole behind `packed`: what it was when the hole came; NULL */
    uint32_t count;
};

/* Views: the page of the section that lies at `page`. */
static inline uint32_t vad_section_page(const struct vad *vad, page_t page)
{
    return (page.address - vad->start.address) / PAGE_SIZE + vad->first_page;
}

/* Its pages show frames that no record of a page knows: what they may, their PTEs alone tell. */
static inline bool vad_shows_frames(const struct vad *vad)
{
    return vad->kind == VAD_PHYSICAL || vad->kind == VAD_AWE;
}

/* An empty tree: before anything else. */
void vad_tree_start(struct vad_tree *tree);

/* `vad` must not overlap anything in the tree (asserted). */
void vad_insert(struct vad_tree *tree, struct vad *vad);
void vad_remove(struct vad_tree *tree, struct vad *vad);

/* `vad` gives up its pages outside [start, end), which is a part of it (asserted). */
void vad_trim(struct vad_tree *tree, struct vad *vad, uint32_t start, uint32_t end);

/* The descriptor that holds the address, or NULL; the tree remembers it. */
struct vad *vad_find(struct vad_tree *tree, uint32_t address);

/* The first descriptor that ends behind `address`, or NULL: to walk in order, go on with its `next`. */
struct vad *vad_first_behind(const struct vad_tree *tree, uint32_t address);

/* True if [start, end) touches no descriptor. */
bool vad_free_range(const struct vad_tree *tree, uint32_t start, uint32_t end);

/* The lowest (or highest) free range of `bytes` (above 0) within [low, high) that begins at a multiple of
 * `alignment` (a power of two, at least a page). False if there is none. Looks at few holes when `alignment`
 * is a page or LAYOUT_GRANULARITY; with another one, perhaps at all that are large enough without it. */
bool vad_find_gap(const struct vad_tree *tree, uint32_t low, uint32_t high, uint32_t bytes,
                  uint32_t alignment, bool highest, uint32_t *start);

#endif
