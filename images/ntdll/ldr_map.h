/*
 * From the name of a DLL to a module: search, open, section, view, relocation. Imports are not resolved here.
 */
#ifndef IMAGES_NTDLL_LDR_MAP_H
#define IMAGES_NTDLL_LDR_MAP_H

#include "images/ntdll/ldr_module.h"

/* The name as the loader looks for it: without an extension ".DLL" is added; a last dot means no extension;
 * the name of an API set becomes that of the DLL which has it. `out` has room for MAX_PATH characters.
 * STATUS_NAME_TOO_LONG. */
NTSTATUS dll_name_complete(const UNICODE_STRING *name, UNICODE_STRING *out);

/* True if the name says where the file is: then only that place is looked at, and modules are told apart by
 * full path. */
bool dll_name_has_path(const UNICODE_STRING *name);

/* The absolute path that modules are told apart by, for a complete name that has a path, without the \\?\
 * before it; in `out`, which has room for MAX_PATH characters. False: a bad or too long one. */
bool dll_path_complete(const WCHAR *name, UNICODE_STRING *out);

/* Looks for a complete name in `search_path` (directories with semicolons between them; null: the folder of
 * the program, C:\WINDOWS\SYSTEM32, C:\WINDOWS, the current directory), and maps it as a new module.
 * STATUS_DLL_NOT_FOUND; STATUS_INVALID_IMAGE_FORMAT and STATUS_INVALID_IMAGE_NOT_MZ for what is no image;
 * others. */
NTSTATUS dll_map(const UNICODE_STRING *name, const WCHAR *search_path, struct module **out);

/* Unmaps a module and forgets it. */
void dll_unmap(struct module *module);

#endif
