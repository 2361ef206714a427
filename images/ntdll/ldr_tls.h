/*
 * Static thread-local storage: the TLS directories of images. Each module that has one owns an index; each
 * thread has an array (TEB.ThreadLocalStoragePointer) with a copy of each module's template. A module that is
 * loaded later gets its copies in all threads that run. The loader lock is held.
 */
#ifndef IMAGES_NTDLL_LDR_TLS_H
#define IMAGES_NTDLL_LDR_TLS_H

#include "images/ntdll/ldr_module.h"

/* Gives the module an index and all running threads their copy of its template; nothing without a TLS
 * directory. */
NTSTATUS tls_register(struct module *module);
void tls_forget(struct module *module);

/* The current thread's array: made, and given back. */
NTSTATUS tls_thread_begin(void);
void tls_thread_end(void);

/* Calls the module's TLS callbacks. */
void tls_callbacks(const struct module *module, DWORD reason);

/* entry.S: calls an entry point or a callback that may have the wrong calling convention. */
BOOL entry_call(void *entry, void *base, DWORD reason, void *reserved);

#endif
