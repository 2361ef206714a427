/*
 * What makes a PE image a driver: native, with relocations, an entry that can be executed, and imports that
 * the kernel exports. Hardware-free, trusts nothing.
 */
#ifndef SCHED_DRIVERIMAGE_H
#define SCHED_DRIVERIMAGE_H

#include "mmu/pe.h"
#include "mmu/pte.h"

#define DRIVER_WHAT_BYTES 96u

/* Why a driver is not loaded, for the log: a word, and the name that it is about or "". */
struct driver_refusal {
    const char *reason;
    char what[DRIVER_WHAT_BYTES];
};

/* Reads the headers, as pe_parse() does, and refuses what is no driver. STATUS_INVALID_IMAGE_NOT_MZ,
 * STATUS_INVALID_IMAGE_FORMAT, STATUS_CONFLICTING_ADDRESSES (no relocations). */
ntstatus driver_image_parse(const void *header, uint32_t header_bytes, uint32_t file_bytes,
                            struct pe_image *image, struct driver_refusal *refusal);

/* Fills the import address tables of an image that lies mapped and writable at `memory` (image->size bytes).
 * `resolve` gives the address of a name of a module; 0: there is none, and *known tells whether there is the
 * module. STATUS_DLL_NOT_FOUND, STATUS_DRIVER_ENTRYPOINT_NOT_FOUND, STATUS_DRIVER_ORDINAL_NOT_FOUND;
 * STATUS_INVALID_IMAGE_FORMAT: the tables leave the image. The image is spoilt then. */
ntstatus driver_image_bind(void *memory, const struct pe_image *image,
                           uint32_t (*resolve)(const char *module, const char *name, bool *known),
                           struct driver_refusal *refusal);

/* What a section's pages may be used for. */
enum protection driver_section_protection(const struct pe_section *section);

/* May it leave memory: is PAGE the beginning of its name? */
bool driver_section_pages(const struct pe_section *section);

/* Is it given back when the driver has begun: INIT, and what the linker calls discardable? */
bool driver_section_goes(const struct pe_section *section);

#endif
