/*
 * What the processor must be able to do. The loader looks first of all, so it is compiled for a plain 80386
 * and none of this is needed to say what is missing. (Intel SDM vol. 2A, CPUID, "Feature Information Returned
 * in the EDX Register".)
 */
#ifndef FIRMWARE_PROCESSOR_H
#define FIRMWARE_PROCESSOR_H

#include <stdbool.h>
#include <stdint.h>

/* EDX of CPUID leaf 1; 0 on a processor without CPUID. */
uint32_t processor_features(void);

/* Which feature that the kernel or an i686 program uses is not among `features`: a short reason, or NULL. */
const char *processor_lacks(uint32_t features);

/* Can it use page tables of three levels? */
bool processor_has_pae(uint32_t features);

/* Do its physical addresses have more than 32 bits? PSE-36 tells: what has 36 of them has it. */
bool processor_reaches_high_memory(uint32_t features);

#endif
