# mmu/space.c: the frame of a page table is not given back
/^static void release_tables/,/^}/s/^        frame_free(pfn);$/        (void)pfn;/
