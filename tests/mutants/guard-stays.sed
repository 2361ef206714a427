# mmu/fault.c: the guard goes from the PTE, but not from the frame's record
/^static enum outcome guard_page/,/^}/s/^        frame_protect(pte_pfn(\*fault->entry), bare);$/        (void)0;/
