/*
 * Loading with everything that hangs on it: a DLL, the DLLs that it imports from, the addresses of what it
 * imports. Entry points are not called here (ldr_init.c). The loader lock is held.
 */
#ifndef IMAGES_NTDLL_LDR_IMPORT_H
#define IMAGES_NTDLL_LDR_IMPORT_H

#include "images/ntdll/ldr_module.h"

/* The module of a DLL, loaded if it was not. `importer` is told in the report of a DLL that is not found; it
 * may be null. When this fails, modules may be left that nobody needs: ldr_unload.c's sweep takes them away.
 */
NTSTATUS import_dll(const UNICODE_STRING *name, const WCHAR *search_path, struct module *importer,
                    struct module **out);

/* Resolves the imports of a mapped module, loading what it needs. */
NTSTATUS import_resolve(struct module *module);

/* What is asked of a DLL: a function by its name, or, if that has no start, by its ordinal. */
struct import {
    struct text name;
    uint32_t ordinal;
    uint32_t hint; /* a guess at the place of the name */
};

/* Address of an export, forwarders followed; What a forwarder leads to is loaded and becomes a need of
 * `module` and of `importer`. */
NTSTATUS import_procedure(struct module *importer, struct module *module, const struct import *import,
                          void **address);

#endif
