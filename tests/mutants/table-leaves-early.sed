# mmu/frame.h: a page table leaves while pages of it are in transition
s/^    return frame_record(pfn)->table && frame_record(pfn)->shares == 1;$/    return frame_record(pfn)->table;/
