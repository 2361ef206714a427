/*
 * The holes between the descriptors of a tree (mmu/vad.h), and what its nodes promise of them. For mmu/vad.c,
 * and mmu/vadgap.c has vad_find_gap().
 *
 * A hole belongs to the descriptor above it, if there is one below it, too. What a node promises is a bound:
 * no hole of its subtree is larger, and no child promises more. A hole that grows is promised at once, as far
 * up as it is news; one that shrinks is not taken back, so that whoever fills holes one after another does
 * not pay for a way to the root each time. A search that finds a promise broken corrects it on its way back.
 *
 * What is allocated fills the lowest hole that fits, so most often the low descriptors lie packed: the tree
 * remembers up to which, and a search from below looks there first. When one of them goes, what was packed
 * behind it is remembered, too, so that the hole may be filled again and all is as before.
 */
#ifndef MMU_VADGAP_H
#define MMU_VADGAP_H

#include "mmu/vad.h"

/* Promises the node's own hole and what its children promise: no less than it must, no more than it may. */
void vad_gap_measure(struct vad *node);

/* The hole below the node has grown, or is new: the node and those above it promise it. NULL is allowed. */
void vad_gap_grown(struct vad *node);

/* `vad` was inserted: what is known of packed descriptors grows by a few, or begins anew when it is the
 * first; it is about to be removed or trimmed. */
void vad_gap_pack(struct vad_tree *tree, const struct vad *vad);
void vad_gap_unpack(struct vad_tree *tree, const struct vad *vad);

#endif
