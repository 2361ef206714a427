/*
 * SYSENTER and SYSEXIT: a way into the kernel and back that looks at no gate, no descriptor and no stack. The
 * processor loads cs, ss, esp and eip from three registers of its own and keeps nothing of what was there:
 * the program leaves its stack pointer in edx, and where it goes on is one address for all (NT's convention:
 * NTDLL's KiFastSystemCallRet). trap.S makes the frame of `int 0x2e` of it, so whoever looks at a frame need
 * not know. Intel SDM vol. 2B, SYSENTER and SYSEXIT; vol. 3A, 5.8.7.
 *
 * Neither TF, NT, AC nor DF is cleared on the way, nor is a segment register loaded but cs and ss: trap.S
 * sees to it. With TF set the processor traps before the first instruction, at the kernel's level and on the
 * stack that the register names, which is there for that alone: the gate's stub (vector 1) sends it to the
 * entry that has TF in its frame.
 */
#ifndef FIRMWARE_SYSENTER_H
#define FIRMWARE_SYSENTER_H

#include <stdbool.h>
#include <stdint.h>

/* Does a processor have it of which CPUID leaf 1 says this in eax and edx? A Pentium Pro says so in edx and
 * has not (the rule of the SDM, at SYSENTER). */
static inline bool sysenter_is_of(uint32_t signature, uint32_t features)
{
    uint32_t family = signature >> 8 & 15, model = signature >> 4 & 15, stepping = signature & 15;
    bool pentium_pro = family == 6 && model < 3 && stepping < 3;
    return (features >> 11 & 1) && !pentium_pro;
}

/* Does this processor? */
bool sysenter_is_there(void);

/* From now on programs may come in by it, and they go on at `return_address`; before, it is a #GP to them. At
 * start, once, when it is known where the kernel lives (firmware/trampoline.h). */
void sysenter_start(uint32_t return_address);

#endif
