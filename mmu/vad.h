/*
 * The address-descriptor tree of one address space: a balanced binary tree of what each range of addresses is
 * (NT: virtual address descriptors). Ranges never overlap. An AA tree: a red-black tree that only leans
 * right, which needs two small repairs (skew, split) instead of many cases. Hardware-free, allocates nothing.
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
    VAD_PRIVATE, /* VirtualAlloc, stacks, TEBs */
    VAD_IMAGE,   /* a view of an image section */
    VAD_VIEW,    /* a view of another section */
    VAD_PHYSICAL /* one fixed frame (shared user data), never paged */
};

struct vad {
    page_t start, end; /* first page, page behind the last */
    enum vad_kind kind;
    enum protection protection; /* as it was reserved or mapped */
    bool committed;             /* PRIVATE: pages without a PTE are committed, not just reserved */
    bool kept;                  /* made by the system (PEB, TEB, parameters): the program cannot free it */
    uint32_t charge;            /* pages of commit charged for what lies inside */
    struct section *section;    /* views */
    uint32_t first_page;        /* views: page of the section that lies at `start` */

    /* mmu/vad.c's */
    struct vad *left, *right;
    int level;
};

struct vad_tree {
    struct vad *root;
    uint32_t count;
};

/* Views: the page of the section that lies at `page`. */
static inline uint32_t vad_section_page(const struct vad *vad, page_t page)
{
    return (page.address - vad->start.address) / PAGE_SIZE + vad->first_page;
}

/* `vad` must not overlap anything in the tree (asserted). */
void vad_insert(struct vad_tree *tree, struct vad *vad);
void vad_remove(struct vad_tree *tree, struct vad *vad);

/* The descriptor that holds the address, or NULL. */
struct vad *vad_find(const struct vad_tree *tree, uint32_t address);

/* The first descriptor that ends behind `address`, or NULL: to walk in order, go on with its `end`. */
struct vad *vad_first_behind(const struct vad_tree *tree, uint32_t address);

/* True if [start, end) touches no descriptor. */
bool vad_free_range(const struct vad_tree *tree, uint32_t start, uint32_t end);

/* The lowest (or highest) free range of `bytes` within [low, high) that begins at a multiple of `alignment`
 * (a power of two). False if there is none. */
bool vad_find_gap(const struct vad_tree *tree, uint32_t low, uint32_t high, uint32_t bytes,
                  uint32_t alignment, bool highest, uint32_t *start);

#endif
