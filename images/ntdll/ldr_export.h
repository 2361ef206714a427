/*
 * Export tables: finding a function in one image. What is forwarded to another DLL is reported, not followed
 * (ldr_import.c does that).
 */
#ifndef IMAGES_NTDLL_LDR_EXPORT_H
#define IMAGES_NTDLL_LDR_EXPORT_H

#include "images/ntdll/image.h"

struct export
{
    void *address;         /* of the function or the datum; null if forwarded */
    const char *forwarder; /* "DLL.Function" or "DLL.#12", in the image; null if not forwarded */
};

/* STATUS_ENTRYPOINT_NOT_FOUND, or STATUS_INVALID_IMAGE_FORMAT when the table is bad. `hint` is a guess at the
 * place of the name in the table. */
NTSTATUS export_by_name(const struct image *image, const char *name, uint32_t hint, struct export *out);

/* The same; STATUS_ORDINAL_NOT_FOUND. */
NTSTATUS export_by_ordinal(const struct image *image, uint32_t ordinal, struct export *out);

#endif
