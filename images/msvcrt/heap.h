/* What heap.c has beside the C standard's names. */
#ifndef MSVCRT_HEAP_H
#define MSVCRT_HEAP_H

#include <stddef.h>

/* The bytes of a block from malloc. */
size_t _msize(void *block);

#endif
