/*
 * The loader as KERNEL32 calls it.
 */
#ifndef IMAGES_NTDLL_LDR_API_H
#define IMAGES_NTDLL_LDR_API_H

#include "images/ntdll/teb.h"

/* Loads a DLL, or counts one load more. `search_path`: directories with semicolons between, or null. `flags`
 * is not used. STATUS_DLL_NOT_FOUND, STATUS_DLL_INIT_FAILED, STATUS_ENTRYPOINT_NOT_FOUND,
 * STATUS_INVALID_IMAGE_FORMAT…: then nothing is left behind. */
NTSTATUS NTAPI LdrLoadDll(const WCHAR *search_path, ULONG *flags, const UNICODE_STRING *name, void **base);
NTSTATUS NTAPI LdrUnloadDll(void *base);              /* STATUS_DLL_NOT_FOUND: no such module */
NTSTATUS NTAPI LdrAddRefDll(ULONG flags, void *base); /* flag 1: pin */

/* `name` null: by ordinal. */
NTSTATUS NTAPI LdrGetProcedureAddress(void *base, const ANSI_STRING *name, ULONG ordinal, void **address);

/* Base of a module that is loaded. `search_path` and `flags` are not used. */
NTSTATUS NTAPI LdrGetDllHandle(const WCHAR *search_path, ULONG *flags, const UNICODE_STRING *name,
                               void **base);

/* No more DLL_THREAD_ATTACH and DETACH. STATUS_UNSUCCESSFUL for a DLL with a TLS directory. */
NTSTATUS NTAPI LdrDisableThreadCalloutsForDll(void *base);

/* The entry of the module in which an address lies. Valid as long as the module is. */
NTSTATUS NTAPI LdrFindEntryForAddress(const void *address, LDR_DATA_TABLE_ENTRY **entry);

void *NTAPI RtlPcToFileHeader(void *address, void **base);
IMAGE_NT_HEADERS32 *NTAPI RtlImageNtHeader(void *base);
void *NTAPI RtlImageDirectoryEntryToData(void *base, BOOLEAN mapped, USHORT index, ULONG *size);

#endif
