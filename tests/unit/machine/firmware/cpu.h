/*
 * The processor of the host machine: the same functions as firmware/cpu.h, which this file stands before on
 * the include path. What they mean is said there; processor.c plays them.
 */
#ifndef FIRMWARE_CPU_H
#define FIRMWARE_CPU_H

#include <stdint.h>

#define SELECTOR_KERNEL_CODE 0x08
#define SELECTOR_USER_CODE   0x1b
#define SELECTOR_USER_DATA   0x23

struct fpu_state {
    uint8_t bytes[512];
} __attribute__((aligned(16)));

uint32_t cpu_cr2(void);
void cpu_set_cr2(uint32_t address);
uint32_t cpu_cr3(void);
void cpu_load_cr3(uint32_t directory);
void cpu_invalidate(uint32_t address);

/* From now on bit 63 of an entry keeps a page from being executed; before, it must be 0. */
void cpu_forbid_execution(void);

/* Time stands still between events: a test's time is the logical clock's. */
static inline uint64_t cpu_time_stamp(void)
{
    return 0;
}

/* Threads here have no floating-point registers of their own, no traps and no TEB selector. */
static inline void cpu_fpu_save(struct fpu_state *state)
{
    (void)state;
}

static inline void cpu_fpu_load(const struct fpu_state *state)
{
    (void)state;
}

static inline void cpu_set_kernel_stack(uint32_t top)
{
    (void)top;
}

static inline const void *cpu_tables(void)
{
    return 0;
}

static inline void cpu_set_teb(uint32_t address)
{
    (void)address;
}

#endif
