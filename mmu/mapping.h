/*
 * PTEs of a program's pages: how they are made, changed and taken out, and the only way to do it. Each change
 * is a `pte` line of the log.
 *
 * The processor notes in a valid PTE that its page was used (Accessed) or written (Modified; SDM: Dirty).
 * Whoever replaces such a PTE must not lose that, so these functions hand Modified to the frame in the moment
 * they take the PTE out, for private and shared pages alike.
 *
 * They work on the current space, which is `space`, and count its working set. Nothing here waits.
 */
#ifndef MMU_MAPPING_H
#define MMU_MAPPING_H

#include "mmu/space.h"

/* Maps a page that is not mapped: it joins the working set. */
void mapping_make(struct space *space, page_t page, pte_t valid);

/* Another valid PTE for a page that is mapped: another protection, or the frame of a copy. Gives the frame
 * that was mapped before. */
pfn_t mapping_change(const struct space *space, page_t page, pte_t valid);

/* Takes a mapped page out of the working set, and its lock (mmu/pagelock.h) with it, leaving `left`, and
 * gives its frame. The frame still counts the PTE: frame_unmap() or frame_free() comes next. */
pfn_t mapping_take(struct space *space, page_t page, pte_t left);

/* What a page that is not mapped is from now on. */
void mapping_note(const struct space *space, page_t page, pte_t software);

/* Shows a fixed frame (VAD_PHYSICAL, VAD_AWE), which is in no working set and has no owner; with another
 * protection; and no longer. */
void mapping_show(const struct space *space, page_t page, pte_t valid);
void mapping_show_again(const struct space *space, page_t page, pte_t valid);
void mapping_hide(const struct space *space, page_t page, pte_t left);

/* Hands Modified to the frame though the page stays mapped: a write after this is noted anew. */
void mapping_hand_over(const struct space *space, page_t page);

/* The kernel reads the mapped page, or writes it, by another way than the program's address: marks it as the
 * processor would have. */
void mapping_touched(page_t page, bool write);

/* True if the page was used since this was asked last. */
bool mapping_age(page_t page);

/* The processor executes the page from now on, whatever its protection says; nothing else of it changes. */
void mapping_let_execute(page_t page);

/* A mapped page that may be taken out; not one that shows a fixed frame or is locked. */
bool mapping_pageable(page_t page);

#endif
