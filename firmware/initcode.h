/*
 * What runs while the machine comes up, and never again. Such functions lie in a section of their own, INIT
 * (NT: alloc_text), which is unmapped before the first program starts (mmu/start.h): to call one later is
 * bugcheck 00000050. That nobody else refers to one is held by `self sections`.
 */
#ifndef FIRMWARE_INITCODE_H
#define FIRMWARE_INITCODE_H

#define INIT_SECTION "INIT"

/* Stands before a function. Not inlined, or it would lie where its caller does. The loader, which is all
 * start, defines it as nothing. */
#ifndef INIT_CODE
#define INIT_CODE __attribute__((section(INIT_SECTION), noinline))
#endif

#endif
