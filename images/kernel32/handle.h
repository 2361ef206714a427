/*
 * Handles: the standard ones, attributes from SECURITY_ATTRIBUTES, and times to wait.
 */
#ifndef IMAGES_KERNEL32_HANDLE_H
#define IMAGES_KERNEL32_HANDLE_H

#include "images/kernel32/base.h"

/* STD_INPUT_HANDLE and its like may stand for the handle itself in file calls. */
HANDLE handle_real(HANDLE handle);

/* OBJ_INHERIT if the attributes ask for it. */
ULONG handle_attributes(const SECURITY_ATTRIBUTES *attributes);

/* Milliseconds as NT's relative time in *out; null for INFINITE. */
LARGE_INTEGER *handle_timeout(DWORD milliseconds, LARGE_INTEGER *out);

#endif
