/*
 * A small PE image made by hand, byte by byte from the specification, for tests to read and to spoil.
 *
 *   RVA 0     headers                 file 0
 *   0x1000    .text, 1 page           file 0x400, 0x200 bytes
 *   0x2000    .data, 2 pages          file 0x600, 0x200 bytes: address words, exports
 *   0x4000    .bss, 1 page            nothing in the file
 *   0x5000    .reloc, 1 page          file 0x800, 0x200 bytes
 */
#ifndef TESTS_UNIT_IMAGE_H
#define TESTS_UNIT_IMAGE_H

#include <stdint.h>
#include <string.h>
#include "mmu/pe.h"
#include "storage/bytes.h"

#define IMAGE_FILE_BYTES 0xa00u
#define IMAGE_COFF       0x80u
#define IMAGE_OPTIONAL   (IMAGE_COFF + 24)
#define IMAGE_SECTIONS   (IMAGE_OPTIONAL + 224)
#define IMAGE_BASE       0x10000000u

static inline void image_section(uint8_t *file, uint32_t index, const char *name, uint32_t virtual_bytes,
                                 uint32_t rva, uint32_t raw_bytes, uint32_t raw_offset,
                                 uint32_t characteristics)
{
    uint8_t *at = file + IMAGE_SECTIONS + index * 40;
    memcpy(at, name, strlen(name));
    bytes_put32(at + 8, virtual_bytes);
    bytes_put32(at + 12, rva);
    bytes_put32(at + 16, raw_bytes);
    bytes_put32(at + 20, raw_offset);
    bytes_put32(at + 36, characteristics);
}

static inline void image_headers(uint8_t *file)
{
    uint8_t *coff = file + IMAGE_COFF, *optional = file + IMAGE_OPTIONAL;
    memcpy(file, "MZ", 2);
    bytes_put32(file + 0x3c, IMAGE_COFF);
    memcpy(coff, "PE\0\0", 4);
    bytes_put16(coff + 4, 0x14c);
    bytes_put16(coff + 6, 4);
    bytes_put16(coff + 20, 224);
    bytes_put16(coff + 22, 0x2102);
    bytes_put16(optional, 0x10b);
    bytes_put32(optional + 16, 0x1010);
    bytes_put32(optional + 28, IMAGE_BASE);
    bytes_put32(optional + 32, 0x1000);
    bytes_put32(optional + 36, 0x200);
    bytes_put32(optional + 56, 0x6000);
    bytes_put32(optional + 60, 0x400);
    bytes_put16(optional + 68, 3);
    bytes_put16(optional + 70, 0x40);
    bytes_put32(optional + 72, 0x200000);
    bytes_put32(optional + 76, 0x1000);
    bytes_put32(optional + 80, 0x100000);
    bytes_put32(optional + 84, 0x2000);
    bytes_put32(optional + 92, 16);
    bytes_put32(optional + 96 + PE_EXPORT * 8, 0x2040);
    bytes_put32(optional + 100 + PE_EXPORT * 8, 0xc0);
    bytes_put32(optional + 96 + PE_RELOCATION * 8, 0x5000);
    bytes_put32(optional + 100 + PE_RELOCATION * 8, 24);
    image_section(file, 0, ".text", 0x1f0, 0x1000, 0x200, 0x400, 0x60000020);
    image_section(file, 1, ".data", 0x1800, 0x2000, 0x200, 0x600, 0xc0000040);
    image_section(file, 2, ".bss", 0x123, 0x4000, 0, 0, 0xc0000080);
    image_section(file, 3, ".reloc", 24, 0x5000, 0x200, 0x800, 0x42000040);
}

/* Exports alpha (RVA 0x1010), beta (forwarded), gamma (0x1020); the directory covers RVA 0x2040 .. 0x20ff. */
static inline void image_exports(uint8_t *data)
{
    uint8_t *at = data + 0x40;
    bytes_put32(at + 20, 3);
    bytes_put32(at + 24, 3);
    bytes_put32(at + 28, 0x2080);
    bytes_put32(at + 32, 0x2090);
    bytes_put32(at + 36, 0x20a0);
    bytes_put32(data + 0x80, 0x1020);
    bytes_put32(data + 0x84, 0x20d0);
    bytes_put32(data + 0x88, 0x1010);
    bytes_put32(data + 0x90, 0x20b0);
    bytes_put32(data + 0x94, 0x20b8);
    bytes_put32(data + 0x98, 0x20c0);
    bytes_put16(data + 0xa0, 2);
    bytes_put16(data + 0xa2, 1);
    bytes_put16(data + 0xa4, 0);
    memcpy(data + 0xb0, "alpha", 5);
    memcpy(data + 0xb8, "beta", 4);
    memcpy(data + 0xc0, "gamma", 5);
    memcpy(data + 0xd0, "OTHER.beta", 10);
}

static inline void image_make(uint8_t file[IMAGE_FILE_BYTES])
{
    uint8_t *reloc = file + 0x800;
    memset(file, 0, IMAGE_FILE_BYTES);
    image_headers(file);
    memset(file + 0x400, 0xcc, 0x200);
    bytes_put32(file + 0x600, IMAGE_BASE + 0x1010);     /* at RVA 0x2000 */
    bytes_put32(file + 0x600 + 6, IMAGE_BASE + 0x4000); /* at RVA 0x2006: not aligned */
    image_exports(file + 0x600);
    bytes_put32(reloc, 0x2000);
    bytes_put32(reloc + 4, 12);
    bytes_put16(reloc + 8, 0x3000);
    bytes_put16(reloc + 10, 0x3006);
    bytes_put32(reloc + 12, 0x1000);
    bytes_put32(reloc + 16, 12);
    bytes_put16(reloc + 20, 0x3ffc); /* the last word of its page */
}

/* The same with sections aligned to 32 bytes, at the same places in file and memory. */
static inline void image_make_flat(uint8_t file[IMAGE_FILE_BYTES])
{
    image_make(file);
    bytes_put32(file + IMAGE_OPTIONAL + 16, 0x410);
    bytes_put32(file + IMAGE_OPTIONAL + 32, 0x20);
    bytes_put32(file + IMAGE_OPTIONAL + 36, 0x20);
    bytes_put32(file + IMAGE_OPTIONAL + 56, 0x9f0);
    memset(file + IMAGE_OPTIONAL + 96, 0, 128);
    image_section(file, 0, ".text", 0x1f0, 0x400, 0x200, 0x400, 0x60000020);
    image_section(file, 1, ".data", 0x200, 0x600, 0x200, 0x600, 0xc0000040);
    image_section(file, 2, ".bss", 0x10, 0x800, 0x10, 0x800, 0xc0000080);
    image_section(file, 3, ".reloc", 24, 0x820, 0x20, 0x820, 0x42000040);
}

/* Lays the image out in memory as it is mapped; `memory` has image->size bytes. */
static inline void image_map(const struct pe_image *image, const uint8_t *file, uint8_t *memory)
{
    memset(memory, 0, image->size);
    memcpy(memory, file, image->headers_size);
    for (uint32_t i = 0; !image->flat && i < image->sections; i++) {
        struct pe_section section;
        pe_section(image, file, i, &section);
        memcpy(memory + section.rva, file + section.file_offset, section.file_bytes);
    }
}

#endif
