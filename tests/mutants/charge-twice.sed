# mmu/virtual.c: a page that is committed again is charged again
s/(end - start) \/ PAGE_SIZE - committed_pages(vad, start, end)))$/(end - start) \/ PAGE_SIZE))/
