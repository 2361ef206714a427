/*
 * Entry points: called after those of everything a DLL needs, and in reverse at the end. The loader lock is
 * held.
 */
#ifndef IMAGES_NTDLL_LDR_INIT_H
#define IMAGES_NTDLL_LDR_INIT_H

#include "images/ntdll/ldr_module.h"

/* DLL_PROCESS_ATTACH for all that `root` needs and then `root` itself, as far as not done yet. The EXE has no
 * entry point in this sense. `reserved` goes to the entry points: null if the DLL was loaded at run time.
 * STATUS_DLL_INIT_FAILED: an entry point said no. */
NTSTATUS init_attach(struct module *root, void *reserved);

/* DLL_PROCESS_DETACH for one module, if it was attached. */
void init_detach(struct module *module, void *reserved);

/* DLL_PROCESS_DETACH for all, the last attached first; then the EXE's TLS callbacks. */
void init_detach_all(void);

/* DLL_THREAD_ATTACH in the order of attachment, or DLL_THREAD_DETACH in reverse; the EXE's TLS callbacks come
 * last. */
void init_thread_attach(void);
void init_thread_detach(void);

#endif
