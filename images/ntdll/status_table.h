/*
 * The one table from NTSTATUS to Win32 errors.
 */
#ifndef IMAGES_NTDLL_STATUS_TABLE_H
#define IMAGES_NTDLL_STATUS_TABLE_H

#include "images/ntdll/nt.h"

/* The error that Win32 has for the status (Microsoft, "Mapping NT Status Error Codes to Win32 Error Codes"),
 * ERROR_MR_MID_NOT_FOUND if it has none. */
ULONG status_table_error(NTSTATUS status);

#endif
