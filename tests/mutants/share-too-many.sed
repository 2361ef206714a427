# mmu/frame.h: one more PTE counts as two
s/^    frame->shares++;$/    frame->shares += 2;/
