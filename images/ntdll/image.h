/*
 * A mapped PE image, read without trust: every offset is checked against the sections before it is followed.
 * (Microsoft PE and COFF specification.)
 */
#ifndef IMAGES_NTDLL_IMAGE_H
#define IMAGES_NTDLL_IMAGE_H

#include "images/ntdll/nt.h"
#include "images/ntdll/text.h"

struct image {
    uint8_t *base;
    uint32_t size; /* bytes mapped */
    IMAGE_NT_HEADERS32 *headers;
    const IMAGE_SECTION_HEADER *sections;
    uint32_t section_count; /* 0: the image is flat, its sections do not begin at pages */
};

/* `view_size` is what the kernel mapped, or 0 when only the header can tell. STATUS_INVALID_IMAGE_FORMAT. */
NTSTATUS image_open(void *base, SIZE_T view_size, struct image *out);

/* `bytes` bytes at an RVA, all of them in the headers or in one readable section; null otherwise. */
void *image_at(const struct image *image, uint32_t rva, uint32_t bytes);

/* The same for an absolute address, as TLS directories have them. */
void *image_at_address(const struct image *image, uint32_t address, uint32_t bytes);

/* A string whose terminator lies in the same section; null otherwise. */
const char *image_string(const struct image *image, uint32_t rva);

/* How many bytes can be read from an RVA on. */
uint32_t image_readable(const struct image *image, uint32_t rva);

/* A run of bytes that can be read: the headers, or one section, or all of a flat image. Whoever follows many
 * RVAs keeps the run that the last one lay in, because the next one mostly lies there, too; {0} to begin
 * with. */
struct image_run {
    const uint8_t *start;
    uint32_t rva, bytes;
};

/* The run around an RVA; one of no bytes if it cannot be read. */
struct image_run image_run_at(const struct image *image, uint32_t rva);

/* The text at an RVA. *run becomes the run around it. */
static inline struct text image_text_at(const struct image *image, struct image_run *run, uint32_t rva)
{
    if (rva - run->rva >= run->bytes)
        *run = image_run_at(image, rva);
    uint32_t offset = rva - run->rva;
    return (struct text){(const char *)run->start + offset, run->bytes - offset};
}

/* RVA and size of a directory, {0, 0} when the image has none. */
IMAGE_DATA_DIRECTORY image_directory(const struct image *image, uint32_t index);

/* Makes `bytes` at an RVA writable where their section is not; `*old` takes what image_seal() gives back (0:
 * nothing). */
NTSTATUS image_unseal(const struct image *image, uint32_t rva, uint32_t bytes, ULONG *old);
void image_seal(const struct image *image, uint32_t rva, uint32_t bytes, ULONG old);

/* Applies the base relocations for an image that the kernel had to map elsewhere than at its base.
 * STATUS_CONFLICTING_ADDRESSES when it has none, STATUS_INVALID_IMAGE_FORMAT when they are bad. */
NTSTATUS image_relocate(const struct image *image);

#endif
