# mmu/frame.c: a modified page rests on Standby
s/^    move(frame, frame->modified ? FRAME_MODIFIED : FRAME_STANDBY);$/    move(frame, FRAME_STANDBY);/
