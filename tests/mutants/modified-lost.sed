# mmu/mapping.c: what a PTE had seen of writes is not handed to the frame
s/^    if (pte_dirty(old)) {$/    if (pte_dirty(old) \&\& false) {/
