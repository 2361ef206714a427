# mmu/virtual.c: what is decommitted stays charged
/^    decommit_pages(space, vad, start, end);$/,/^}/s/^    space_release(.*$/    (void)committed;/
