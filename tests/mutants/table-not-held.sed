# mmu/tables.c: a page table leaves in the middle of a call that holds it
s/^    return pte_kind(entry) == PTE_VALID && frame_is_idle_table(pte_pfn(entry)) && !is_held(space, first);$/    return pte_kind(entry) == PTE_VALID \&\& frame_is_idle_table(pte_pfn(entry));/
s/^static bool is_held/__attribute__((unused)) &/
