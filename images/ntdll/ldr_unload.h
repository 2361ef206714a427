/*
 * Unloading. A module stays while it is pinned (all that the EXE needs), while LdrLoadDll was called for it
 * more often than LdrUnloadDll, or while one that stays needs it. Circles of DLLs go together. The loader
 * lock is held.
 */
#ifndef IMAGES_NTDLL_LDR_UNLOAD_H
#define IMAGES_NTDLL_LDR_UNLOAD_H

#include "images/ntdll/ldr_module.h"

/* Detaches and unmaps every module that nothing keeps. Calls from inside an entry point are put off until it
 * is done. */
void unload_sweep(void);

#endif
