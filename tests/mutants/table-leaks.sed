# mmu/tables.c: the frame of a page table is not given back
/^void table_delete/,/^}/s/^    frame_free(\(.*\));$/    (void)\1;/
