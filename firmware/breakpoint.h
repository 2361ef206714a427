/*
 * The debug registers: four addresses, what has happened (DR6), what is watched (DR7). Intel SDM vol.
 * 3B, 17.2. A breakpoint comes as TRAP_DEBUG. Ground floor: knows nothing above it.
 */
#ifndef FIRMWARE_BREAKPOINT_H
#define FIRMWARE_BREAKPOINT_H

#include <stdint.h>

struct debug_registers { /* as CONTEXT has them */
    uint32_t address[4], status, control;
};

#define DEBUG_ENABLED 0xffu   /* in DR7: two bits for each breakpoint */
#define DEBUG_HIT     0xfu    /* in DR6: of each breakpoint */
#define DEBUG_STEP    0x4000u /* it was a single step */

/* DR7 last: no breakpoint may be on while its address is another one's. */
static inline void breakpoints_load(const struct debug_registers *debug)
{
    __asm__ volatile("mov %0, %%dr7" : : "r"(0));
    __asm__ volatile("mov %0, %%dr0" : : "r"(debug->address[0]));
    __asm__ volatile("mov %0, %%dr1" : : "r"(debug->address[1]));
    __asm__ volatile("mov %0, %%dr2" : : "r"(debug->address[2]));
    __asm__ volatile("mov %0, %%dr3" : : "r"(debug->address[3]));
    __asm__ volatile("mov %0, %%dr7" : : "r"(debug->control));
}

static inline uint32_t breakpoints_status(void)
{
    uint32_t status;
    __asm__ volatile("mov %%dr6, %0" : "=r"(status));
    return status;
}

static inline void breakpoints_set_status(uint32_t status)
{
    __asm__ volatile("mov %0, %%dr6" : : "r"(status));
}

/* Those of DR6's breakpoints that are on: a processor may tell of others, too (SDM vol. 3B, 17.2.3). */
static inline uint32_t breakpoints_hit(uint32_t status)
{
    uint32_t control, hits = 0;
    if (!(status & DEBUG_HIT))
        return 0;
    __asm__ volatile("mov %%dr7, %0" : "=r"(control));
    for (uint32_t i = 0; i < 4; i++)
        hits |= (control >> 2 * i & 3) != 0 ? status & 1u << i : 0;
    return hits;
}

/* An emulator says of an access that it was watched with every trap that follows, until it is told anew what
 * to watch. */
static inline void breakpoints_renew(void)
{
    uint32_t control;
    __asm__ volatile("mov %%dr7, %0" : "=r"(control));
    __asm__ volatile("mov %0, %%dr7" : : "r"(0));
    __asm__ volatile("mov %0, %%dr7" : : "r"(control));
}

/* DR6: which breakpoint it was. The processor does not clear it: this does. */
static inline uint32_t breakpoints_take_status(void)
{
    uint32_t status = breakpoints_status();
    breakpoints_set_status(0);
    if (status & DEBUG_HIT)
        breakpoints_renew();
    return status;
}

#endif
