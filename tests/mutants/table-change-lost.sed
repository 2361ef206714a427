# mmu/frame.c: a page table that was read and then changed counts as unmodified
/^void frame_table_settle/,/^}/s/^        frame_soil(pfn);$/        (void)0;/
