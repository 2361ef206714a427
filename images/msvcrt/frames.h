/* The parts of frames.S that frames.c calls. */
#ifndef MSVCRT_FRAMES_H
#define MSVCRT_FRAMES_H

#include "win32.h"

struct jump_buffer;

/* Calls CODE with ebp as given, and returns its eax. */
int frame_call(void *ebp, void *code);

/* Goes to CODE with ebp as given. */
__attribute__((noreturn)) void frame_enter(void *ebp, void *code);

__attribute__((noreturn)) void frame_jump(struct jump_buffer *buffer, int value);

/* Unwinds every frame inside REGISTRATION's. */
void _global_unwind2(void *registration);

#endif
