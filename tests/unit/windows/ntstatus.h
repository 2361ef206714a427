/*
 * Status values that sources of images/ntdll name, for tests of them on the host: the kernel's.
 */
#ifndef TESTS_UNIT_WINDOWS_NTSTATUS_H
#define TESTS_UNIT_WINDOWS_NTSTATUS_H

#include "firmware/status.h"

#endif
