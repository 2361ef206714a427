/*
 * In the place of firmware/trampoline.h: each directory of this machine has the kernel in it, so nothing is
 * called but directory_load().
 */
#ifndef FIRMWARE_TRAMPOLINE_H
#define FIRMWARE_TRAMPOLINE_H

#include <stdint.h>
#include "firmware/cpu.h"
#include "firmware/trampolineplace.h"

static const uint8_t trampoline_code[1];

static inline void trampoline_start(uint32_t *entry)
{
    (void)entry;
}

static inline void directory_load(uint32_t directory)
{
    cpu_load_cr3(directory);
}

#endif
