# mmu/frame.c: a page that is changed while it is written counts as written
s/^    if (frame->deleted || frame->modified)$/    if (frame->deleted)/
