/*
 * Reading PE images (PE/COFF specification, "Microsoft Portable Executable"): PE32 for i386 only.
 * Hardware-free, trusts nothing: every offset is checked against the bytes that are there, sums cannot wrap.
 */
#ifndef MMU_PE_H
#define MMU_PE_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/status.h"

#define PE_PAGE 4096u

struct pe_directory {
    uint32_t rva, size;
};

enum pe_directory_index {
    PE_EXPORT = 0,
    PE_IMPORT = 1,
    PE_RESOURCE = 2,
    PE_RELOCATION = 5,
    PE_TLS = 9,
    PE_IAT = 12
};

struct pe_image {
    uint32_t base;         /* preferred, 64 KB aligned */
    uint32_t entry;        /* RVA, 0 = none */
    uint32_t size;         /* bytes mapped, page multiple */
    uint32_t headers_size; /* bytes of the file mapped at RVA 0; of a flat image all that are mapped */
    bool flat;             /* mapped as one piece: its sections lie in memory as in the file */
    uint16_t sections;
    uint16_t characteristics; /* IMAGE_FILE_ bits: PE_FILE_ */
    uint16_t subsystem;
    uint16_t dll_characteristics;
    uint32_t stack_reserve, stack_commit, heap_reserve, heap_commit;
    uint32_t section_table;           /* file offset of the section headers */
    uint32_t symbols_offset, symbols; /* of COFF, for debuggers: as the header says, nothing looks there */
    struct pe_directory directories[16];
};

struct pe_section {
    char name[9];
    uint32_t rva;             /* page aligned, ascending without gaps or overlap */
    uint32_t pages;           /* whole pages it covers in memory, > 0 */
    uint32_t file_offset;     /* first byte in the file */
    uint32_t file_bytes;      /* bytes that come from the file (<= pages * 4096); the rest is zeros */
    uint32_t characteristics; /* IMAGE_SCN_ bits */
};

#define PE_FILE_LARGE_ADDRESS_AWARE 0x0020u
#define PE_DLL_NX_COMPAT            0x0100u /* of dll_characteristics: it executes no data */

#define PE_SECTION_CODE        0x00000020u
#define PE_SECTION_DISCARDABLE 0x02000000u
#define PE_SECTION_SHARED      0x10000000u
#define PE_SECTION_EXECUTE     0x20000000u
#define PE_SECTION_READ        0x40000000u
#define PE_SECTION_WRITE       0x80000000u

/* Checks the headers. `header` holds the first `header_bytes` of a file of `file_bytes` bytes; the callers
 * give min(4096, file_bytes), and headers that reach beyond that are refused. STATUS_INVALID_IMAGE_NOT_MZ: no
 * MZ header. STATUS_INVALID_IMAGE_FORMAT: not PE32/i386, bad alignment, sections that overlap or leave the
 * image, raw data beyond the end of the file (a truncated file), and anything else. An image whose sections
 * are aligned to less than a page must lie in its file as in memory: it is flat. */
ntstatus pe_parse(const void *header, uint32_t header_bytes, uint32_t file_bytes, struct pe_image *image);

/* For which machine an image is (IMAGE_FILE_MACHINE_), whatever else is wrong with it; 0: it is none. */
#define PE_MACHINE_I386 0x014cu
uint16_t pe_machine(const void *header, uint32_t header_bytes);

/* Section `index` (< image->sections) of an image that pe_parse() accepted and that is not flat, from the
 * same header bytes. */
void pe_section(const struct pe_image *image, const void *header, uint32_t index, struct pe_section *section);

/* Applies the base relocations of an image that lies mapped and writable at `memory` (image->size bytes), as
 * if it lay at `address`. STATUS_INVALID_IMAGE_FORMAT on a bad table, in which case the image is spoilt;
 * STATUS_CONFLICTING_ADDRESSES when they are stripped. */
ntstatus pe_relocate(void *memory, const struct pe_image *image, uint32_t address);

/* RVA of an exported name in an image mapped at `memory`; 0 when it is not there, is forwarded, or the table
 * is bad. */
uint32_t pe_export(const void *memory, const struct pe_image *image, const char *name);

#endif
