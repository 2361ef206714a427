/*
 * VirtualAlloc and its family, on the current space, which is `space`. Page-aligned addresses; thread
 * context, may wait. The rules are NT's (Microsoft: VirtualAlloc, VirtualFree, VirtualProtect, VirtualQuery);
 * the statuses are what NtAllocateVirtualMemory and its companions return.
 */
#ifndef MMU_VIRTUAL_H
#define MMU_VIRTUAL_H

#include "firmware/status.h"
#include "mmu/space.h"

/* Win32's PAGE_ constants to and from the PTE's protection; PROT_NONE for what is no protection. */
enum protection protection_from_page(uint32_t page_constant);
uint32_t protection_to_page(enum protection protection);

/* Reserves [*start, *start + bytes), at *start or (0) where there is room, from the top if `top_down`.
 * `committed`: its pages are committed at once, all of them with `protection`. The descriptor is given out
 * for those who keep it. */
ntstatus virtual_reserve(struct space *space, uint32_t *start, uint32_t bytes, enum protection protection,
                         bool committed, bool top_down, struct vad **out);

/* The same of a region whose writes are noted (mmu/writewatch.h). STATUS_INSUFFICIENT_RESOURCES. */
ntstatus virtual_reserve_watched(struct space *space, uint32_t *start, uint32_t bytes,
                                 enum protection protection, bool committed, bool top_down);

/* Reserves addresses that can show frames (mmu/awe.h). They are PROT_READWRITE when they do, and may become
 * PROT_READONLY or PROT_NOACCESS. */
ntstatus virtual_reserve_awe(struct space *space, uint32_t *start, uint32_t bytes, bool top_down);

/* Commits pages of one private region or view; those that are committed get the protection.
 * STATUS_CONFLICTING_ADDRESSES, STATUS_COMMITMENT_LIMIT; STATUS_ALREADY_COMMITTED: a view that cannot become
 * so. */
ntstatus virtual_commit(struct space *space, uint32_t start, uint32_t end, enum protection protection);

/* Takes committed pages of one private region back to reserved. */
ntstatus virtual_decommit(struct space *space, uint32_t start, uint32_t end);

/* Gives up [*start, *end) of one private region, in whose middle it may lie: what is left are regions of
 * their own. *end 0: the whole region, which must begin at *start; *end then tells where it ended.
 * STATUS_FREE_VM_NOT_AT_BASE (also for a part of a watched region, or of one for frames),
 * STATUS_MEMORY_NOT_ALLOCATED, STATUS_UNABLE_TO_FREE_VM beyond the region, STATUS_INVALID_PAGE_PROTECTION for
 * what is no private region or the system's own, STATUS_INSUFFICIENT_RESOURCES. */
ntstatus virtual_release(struct space *space, uint32_t *start, uint32_t *end);

/* STATUS_NOT_COMMITTED, STATUS_INVALID_PAGE_PROTECTION, STATUS_COMMITMENT_LIMIT. STATUS_WAS_UNLOCKED, a
 * success: a locked page is one now that nobody may touch, and its lock has ended. *old: what the first page
 * had. */
ntstatus virtual_protect(struct space *space, uint32_t start, uint32_t end, enum protection protection,
                         enum protection *old);

struct virtual_information {
    uint32_t base, allocation_base, bytes;
    bool free, committed;
    enum protection allocation_protection, protection;
    enum vad_kind kind;
};

/* What lies at `address`: the run of pages from there on that are alike. */
void virtual_query(struct space *space, uint32_t address, struct virtual_information *information);

#endif
