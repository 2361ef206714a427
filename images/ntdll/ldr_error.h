/*
 * What cannot be loaded while a process starts: told to the kernel as a hard error, which puts it into the
 * log, and then the process ends with that status, as with NT's loader. But a DLL or function that is missing
 * is told of and the loader goes on, so that one run names all of them; the process ends with the status of
 * the first. Later (LdrLoadDll) the status is the caller's, and these functions do nothing.
 */
#ifndef IMAGES_NTDLL_LDR_ERROR_H
#define IMAGES_NTDLL_LDR_ERROR_H

#include <stdbool.h>
#include "images/ntdll/nt.h"

/* Between these two calls a failure ends the process. */
void loader_report_begin(void);
void loader_report_end(void);

/* Is that status one that has been told of, and the rest to be looked at? */
bool loader_goes_on(NTSTATUS status);

void loader_report_dll(NTSTATUS status, const UNICODE_STRING *dll, const UNICODE_STRING *importer);
void loader_report_procedure(NTSTATUS status, const char *name, uint32_t ordinal, const UNICODE_STRING *dll);
void loader_report_image(NTSTATUS status, const UNICODE_STRING *dll);

#endif
