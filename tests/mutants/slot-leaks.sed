# mmu/frame.c: a page that is changed does not give its slot back
/^static void leave_home/,/^}/s/^    release_home(frame->original);$/    (void)0;/
