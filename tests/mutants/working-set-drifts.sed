# mmu/mapping.c: a page that is taken out still counts in the working set
s/^    space->working_set--;$/    (void)0;/
