# mmu/virtual.c: a page in transition has its new protection until its frame is needed
/^    case PTE_TRANSITION:$/,/return;/s/^        frame_protect(pte_pfn(pte), protection);$/        (void)0;/
