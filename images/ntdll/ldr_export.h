/*
 * Export tables: finding a function in one image. What is forwarded to another DLL is reported, not followed
 * (ldr_import.c does that).
 */
#ifndef IMAGES_NTDLL_LDR_EXPORT_H
#define IMAGES_NTDLL_LDR_EXPORT_H

#include "images/ntdll/image.h"

/* An image's table: its arrays, each looked at as a whole when it was opened. What they say is checked where
 * it is followed. */
struct exports {
    NTSTATUS status; /* not a success: there is no table, or a bad one, and each look-up says so */
    IMAGE_DATA_DIRECTORY directory;
    uint32_t base, function_count, name_count;
    const DWORD *functions; /* RVAs, by ordinal less `base` */
    const DWORD *names;     /* RVAs, sorted by strcmp */
    const WORD *indices;    /* for each name its place in `functions` */
    struct image_run run;   /* around the text that was read last */
};

struct export
{
    void *address;         /* of the function or the datum; null if forwarded */
    struct text forwarder; /* "DLL.Function" or "DLL.#12", whole, in the image; no start: not forwarded */
};

/* The table of an image, which must stay mapped as long as the table is used. */
struct exports exports_open(const struct image *image);

/* STATUS_ENTRYPOINT_NOT_FOUND, or STATUS_INVALID_IMAGE_FORMAT when the table or `name` is bad. `hint` is a
 * guess at the place of the name. In a table that is not sorted a name may be missed, nothing else. */
NTSTATUS export_by_name(const struct image *image, struct exports *exports, const struct text *name,
                        uint32_t hint, struct export *out);

/* The same; STATUS_ORDINAL_NOT_FOUND. */
NTSTATUS export_by_ordinal(const struct image *image, struct exports *exports, uint32_t ordinal,
                           struct export *out);

#endif
