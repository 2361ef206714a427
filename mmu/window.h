/*
 * A look at any page frame through a few pages of address space that are mapped for the moment (NT's
 * hyperspace). The windows are the same in every address space and, but for those of transfers and the kept
 * one, are never held across a wait: between the return of a function here and the next call, nothing is
 * mapped that anybody relies on. Any context.
 */
#ifndef MMU_WINDOW_H
#define MMU_WINDOW_H

#include "mmu/address.h"
#include "mmu/pte.h"

void window_zero(pfn_t pfn);
void window_copy(pfn_t to, pfn_t from);

/* The frame's bytes, until the next call of window_map(). */
void *window_map(pfn_t pfn);

/* The bytes of the one frame that is written so often that it stays mapped for good: the shared user data. */
void *window_keep(pfn_t pfn);

/* The frame of transfer number `transfer` (mmu/pageio.c), in a window of its own: it stays mapped, whoever
 * runs, until the same transfer shows another frame. */
void *window_map_transfer(uint32_t transfer, pfn_t pfn);

/* The frame of window_keep(), if there is one. */
pfn_t window_kept(void);

/* A frame in the window that its number says, for who looks at many and comes back to them: it stays mapped
 * until another one of that window is looked at. */
void *window_look(pfn_t pfn);

/* The same in a window apart, for a look at one thing while a frame of window_look() is being walked: until
 * the next call of it. */
void *window_look_aside(pfn_t pfn);

/* Frames side by side that are nobody's, mapped for good. Once. */
#define WINDOW_ROW_PAGES 512u
void *window_map_row(pfn_t first, uint32_t pages);

/* Stores a PTE at that place (mmu/pte.h), in whatever address space or pool it lies, and gives the old one.
 * The processor must not use it: it is not valid, or a prototype. */
pte_t window_exchange_pte(uint32_t place, pte_t pte);

/* The page that the valid PTE at that physical address maps was written, but not through it: it says so as if
 * the processor had seen it. */
void window_note_write(uint32_t place);

#endif
