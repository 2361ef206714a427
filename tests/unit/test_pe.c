// sources: mmu/pe.c
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "tests/unit/image.h"
#include "tests/unit/unit.h"

static uint8_t file[IMAGE_FILE_BYTES];
static struct pe_image image;

/* Parses from a block of exactly the header bytes, so that the sanitizer sees each step beyond them. */
static ntstatus parse_part(uint32_t header_bytes, uint32_t file_bytes)
{
    uint8_t *exact = malloc(header_bytes + (header_bytes == 0));
    memcpy(exact, file, header_bytes);
    ntstatus status = pe_parse(exact, header_bytes, file_bytes, &image);
    free(exact);
    return status;
}

static ntstatus parse(void)
{
    return parse_part(IMAGE_FILE_BYTES, IMAGE_FILE_BYTES);
}

static void headers_are_read(void)
{
    image_make(file);
    CHECK(parse() == STATUS_SUCCESS);
    CHECK(image.base == IMAGE_BASE && image.entry == 0x1010 && image.size == 0x6000);
    CHECK(image.headers_size == 0x400 && image.sections == 4 && image.characteristics == 0x2102);
    CHECK(image.subsystem == 3 && image.dll_characteristics == 0x40);
    CHECK(image.stack_reserve == 0x200000 && image.stack_commit == 0x1000);
    CHECK(image.heap_reserve == 0x100000 && image.heap_commit == 0x2000);
    CHECK(image.directories[PE_RELOCATION].rva == 0x5000 && image.directories[PE_RELOCATION].size == 24);
}

static void sections_cover_whole_pages(void)
{
    struct pe_section section;
    image_make(file);
    CHECK(parse() == STATUS_SUCCESS);
    pe_section(&image, file, 0, &section);
    CHECK(strcmp(section.name, ".text") == 0 && section.rva == 0x1000 && section.pages == 1);
    CHECK(section.file_offset == 0x400 && section.file_bytes == 0x200);
    CHECK(section.characteristics == (PE_SECTION_CODE | PE_SECTION_EXECUTE | PE_SECTION_READ));
    pe_section(&image, file, 1, &section);
    CHECK(section.pages == 2 && section.file_bytes == 0x200);
    pe_section(&image, file, 2, &section);
    CHECK(section.pages == 1 && section.file_offset == 0 && section.file_bytes == 0);
    pe_section(&image, file, 3, &section);
    CHECK(section.rva == 0x5000 && section.pages == 1);
}

static void sections_smaller_than_a_page_are_one_piece(void)
{
    image_make_flat(file);
    CHECK(parse() == STATUS_SUCCESS && image.flat && image.size == 0x1000 && image.headers_size == 0x9f0);
    bytes_put32(file + IMAGE_OPTIONAL + 36, 0x10); /* of the file: another alignment */
    CHECK(parse() == STATUS_INVALID_IMAGE_FORMAT);
    image_make_flat(file);
    bytes_put32(file + IMAGE_SECTIONS + 40 + 20, 0x620); /* elsewhere in the file */
    CHECK(parse() == STATUS_INVALID_IMAGE_FORMAT);
    image_make_flat(file);
    bytes_put32(file + IMAGE_SECTIONS + 40 + 8, 0x201); /* more than the file has */
    CHECK(parse() == STATUS_INVALID_IMAGE_FORMAT);
    image_make_flat(file);
    bytes_put32(file + IMAGE_SECTIONS + 40 + 12, 0x5e0); /* over the one before */
    bytes_put32(file + IMAGE_SECTIONS + 40 + 20, 0x5e0);
    CHECK(parse() == STATUS_INVALID_IMAGE_FORMAT);
    image_make_flat(file);
    bytes_put32(file + IMAGE_OPTIONAL + 56, 0x830); /* the image ends within the last */
    CHECK(parse() == STATUS_INVALID_IMAGE_FORMAT);
    image_make_flat(file);
    bytes_put32(file + IMAGE_OPTIONAL + 16, 0x840); /* it begins behind all of them */
    CHECK(parse() == STATUS_INVALID_IMAGE_FORMAT);
}

static void a_section_without_virtual_size_uses_its_raw_size(void)
{
    struct pe_section section;
    image_make(file);
    bytes_put32(file + IMAGE_SECTIONS + 8, 0);
    CHECK(parse() == STATUS_SUCCESS);
    pe_section(&image, file, 0, &section);
    CHECK(section.pages == 1 && section.file_bytes == 0x200);
}

static void raw_data_beyond_the_section_is_left_out(void)
{
    struct pe_section section;
    image_make(file);
    image_section(file, 3, ".reloc", 24, 0x5000, 0x2000, 0x800, 0x42000040);
    CHECK(parse_part(IMAGE_FILE_BYTES, 0x2800) == STATUS_SUCCESS);
    pe_section(&image, file, 3, &section);
    CHECK(section.pages == 1 && section.file_bytes == 0x1000);
}

static void a_name_of_eight_characters_is_terminated(void)
{
    struct pe_section section;
    image_make(file);
    memcpy(file + IMAGE_SECTIONS, "12345678", 8);
    CHECK(parse() == STATUS_SUCCESS);
    pe_section(&image, file, 0, &section);
    CHECK(strcmp(section.name, "12345678") == 0);
}

static void what_is_not_mz_is_told_apart(void)
{
    image_make(file);
    file[0] = 'N';
    CHECK(parse() == STATUS_INVALID_IMAGE_NOT_MZ);
    CHECK(parse_part(0, 0) == STATUS_INVALID_IMAGE_NOT_MZ);
    image_make(file);
    CHECK(parse_part(1, 1) == STATUS_INVALID_IMAGE_NOT_MZ);
    CHECK(parse_part(2, 2) == STATUS_INVALID_IMAGE_FORMAT);
}

static void every_truncation_is_refused(void)
{
    image_make(file);
    for (uint32_t bytes = 0; bytes < IMAGE_FILE_BYTES; bytes++) {
        ntstatus wanted = bytes < 2 ? STATUS_INVALID_IMAGE_NOT_MZ : STATUS_INVALID_IMAGE_FORMAT;
        CHECK(parse_part(bytes, bytes) == wanted);
    }
}

static void bad_fields_are_refused(void)
{
    static const struct {
        const char *what;
        uint32_t offset, value;
    } bad[] = {
        {"new header beyond the end", 0x3c, 0xfffffff0},
        {"new header at the end", 0x3c, IMAGE_FILE_BYTES - 4},
        {"signature", IMAGE_COFF, 0x4550 + 1},
        {"machine", IMAGE_COFF + 4, 0x00048664},
        {"no sections", IMAGE_COFF + 4, 0x0000014c},
        {"97 sections", IMAGE_COFF + 4, 97u << 16 | 0x14c},
        {"not executable", IMAGE_COFF + 20, 0x21000000 | 224},
        {"optional header too small", IMAGE_COFF + 20, 0x21020000 | 90},
        {"optional header without its directories", IMAGE_COFF + 20, 0x21020000 | 96},
        {"magic of PE32+", IMAGE_OPTIONAL, 0x20b},
        {"entry beyond the image", IMAGE_OPTIONAL + 16, 0x6000},
        {"base not on 64 KB", IMAGE_OPTIONAL + 28, IMAGE_BASE + 0x1000},
        {"section alignment below a page", IMAGE_OPTIONAL + 32, 0x200},
        {"section alignment no power of two", IMAGE_OPTIONAL + 32, 0x1800},
        {"section alignment enormous", IMAGE_OPTIONAL + 32, 0x80000000},
        {"file alignment 0", IMAGE_OPTIONAL + 36, 0},
        {"file alignment above section alignment", IMAGE_OPTIONAL + 36, 0x2000},
        {"image too small", IMAGE_OPTIONAL + 56, 0x5000},
        {"image enormous", IMAGE_OPTIONAL + 56, 0x90000000},
        {"headers beyond what is there", IMAGE_OPTIONAL + 60, IMAGE_FILE_BYTES + 1},
        {"headers shorter than the section table", IMAGE_OPTIONAL + 60, IMAGE_SECTIONS + 100},
        {"export directory outside", IMAGE_OPTIONAL + 96, 0x5fff},
        {"relocation directory wraps", IMAGE_OPTIONAL + 96 + PE_RELOCATION * 8 + 4, 0xffffff00},
        {"first section not behind the headers", IMAGE_SECTIONS + 12, 0x2000},
        {"sections overlap", IMAGE_SECTIONS + 8, 0x1001},
        {"gap between sections", IMAGE_SECTIONS + 40 + 8, 0x800},
        {"section reaches beyond the image", IMAGE_SECTIONS + 3 * 40 + 8, 0x1001},
        {"section enormous", IMAGE_SECTIONS + 3 * 40 + 8, 0xffffffff},
        {"section of nothing", IMAGE_SECTIONS + 2 * 40 + 8, 0},
        {"raw data beyond the file", IMAGE_SECTIONS + 3 * 40 + 16, 0x201},
        {"raw data wraps", IMAGE_SECTIONS + 3 * 40 + 16, 0xfffffe00},
        {"raw data at an odd place", IMAGE_SECTIONS + 20, 0x401},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        image_make(file);
        bytes_put32(file + bad[i].offset, bad[i].value);
        bool refused = parse() == STATUS_INVALID_IMAGE_FORMAT;
        CHECK(refused);
        if (!refused)
            printf("# %s\n", bad[i].what);
    }
}

static void an_image_may_not_wrap_around_4_gib(void)
{
    image_make(file);
    bytes_put32(file + IMAGE_OPTIONAL + 28, 0xffff0000);
    CHECK(parse() == STATUS_SUCCESS);
    bytes_put32(file + IMAGE_OPTIONAL + 56, 0x16000);
    bytes_put32(file + IMAGE_SECTIONS + 3 * 40 + 8, 0x11000);
    CHECK(parse() == STATUS_INVALID_IMAGE_FORMAT);
    bytes_put32(file + IMAGE_OPTIONAL + 28, 0xfffe0000);
    CHECK(parse() == STATUS_SUCCESS);
}

static void the_security_directory_is_no_rva(void)
{
    image_make(file);
    bytes_put32(file + IMAGE_OPTIONAL + 96 + 4 * 8, 0x7ffffff0);
    bytes_put32(file + IMAGE_OPTIONAL + 100 + 4 * 8, 0x1000);
    CHECK(parse() == STATUS_SUCCESS);
}

static uint8_t *mapped(void)
{
    image_make(file);
    CHECK(parse() == STATUS_SUCCESS);
    uint8_t *memory = malloc(image.size);
    image_map(&image, file, memory);
    return memory;
}

static void relocation_moves_each_address(void)
{
    uint8_t *memory = mapped();
    CHECK(pe_relocate(memory, &image, 0x7fff0000) == STATUS_SUCCESS);
    CHECK(bytes_get32(memory + 0x2000) == 0x7fff0000 + 0x1010);
    CHECK(bytes_get32(memory + 0x2006) == 0x7fff0000 + 0x4000);
    CHECK(bytes_get32(memory + 0x1ffc) == 0x7fff0000 - IMAGE_BASE);
    CHECK(memory[0x1ffb] == 0 && bytes_get32(memory + 0x200a) == 0);
    free(memory);
}

static void at_its_base_nothing_is_touched(void)
{
    uint8_t *memory = mapped();
    bytes_put32(memory + 0x5004, 1); /* nobody looks at the table */
    CHECK(pe_relocate(memory, &image, IMAGE_BASE) == STATUS_SUCCESS);
    CHECK(bytes_get32(memory + 0x2000) == IMAGE_BASE + 0x1010);
    free(memory);
}

static void stripped_relocations_are_a_conflict(void)
{
    uint8_t *memory = mapped();
    image.characteristics |= 1;
    CHECK(pe_relocate(memory, &image, 0x20000000) == STATUS_CONFLICTING_ADDRESSES);
    CHECK(pe_relocate(memory, &image, IMAGE_BASE) == STATUS_SUCCESS);
    image.characteristics &= (uint16_t)~1u;
    image.directories[PE_RELOCATION].size = 0; /* not stripped, there is just nothing to do */
    CHECK(pe_relocate(memory, &image, 0x20000000) == STATUS_SUCCESS);
    free(memory);
}

static void bad_relocations_are_refused(void)
{
    static const struct {
        const char *what;
        uint32_t offset, value;
    } bad[] = {
        {"block of 0 bytes", 0x5004, 0},
        {"block shorter than its header", 0x5004, 7},
        {"block longer than the table", 0x5004, 26},
        {"odd block", 0x5004, 13},
        {"page outside", 0x5000, 0x6000},
        {"page that wraps", 0x5000, 0xfffff000},
        {"address across the image's end", 0x500c, 0x5001},
        {"kind that i386 does not have", 0x5008, 0xa000},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t *memory = mapped();
        bytes_put32(memory + bad[i].offset, bad[i].value);
        bool refused = pe_relocate(memory, &image, 0x20000000) == STATUS_INVALID_IMAGE_FORMAT;
        CHECK(refused);
        if (!refused)
            printf("# %s\n", bad[i].what);
        free(memory);
    }
}

static void an_odd_block_at_the_end_is_refused(void)
{
    uint8_t *memory = mapped();
    image.directories[PE_RELOCATION].size = 25;
    bytes_put32(memory + 0x5010, 13); /* its last entry would lie behind the table */
    CHECK(pe_relocate(memory, &image, 0x20000000) == STATUS_INVALID_IMAGE_FORMAT);
    free(memory);
}

static void exports_are_found_by_name(void)
{
    uint8_t *memory = mapped();
    CHECK(pe_export(memory, &image, "alpha") == 0x1010);
    CHECK(pe_export(memory, &image, "gamma") == 0x1020);
    CHECK(pe_export(memory, &image, "beta") == 0); /* forwarded */
    CHECK(pe_export(memory, &image, "alph") == 0 && pe_export(memory, &image, "alphaa") == 0);
    CHECK(pe_export(memory, &image, "") == 0 && pe_export(memory, &image, "zeta") == 0);
    free(memory);
}

static void bad_export_tables_give_nothing(void)
{
    static const struct {
        uint32_t offset, value;
    } bad[] = {
        {0x2040 + 20, 0xffffffff}, {0x2040 + 24, 0xffffffff}, {0x2040 + 28, 0x5ffd},
        {0x2040 + 32, 0xfffffff0}, {0x2040 + 36, 0x6000},     {0x2090, 0xffffffff},
        {0x20a0, 0x00010003},      {0x2088, 0x6000},          {0x2040 + 24, 0},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint8_t *memory = mapped();
        bytes_put32(memory + bad[i].offset, bad[i].value);
        CHECK(pe_export(memory, &image, "alpha") == 0);
        free(memory);
    }
    uint8_t *memory = mapped();
    image.directories[PE_EXPORT].size = 0;
    CHECK(pe_export(memory, &image, "alpha") == 0);
    bytes_put32(memory + 0x2090, 0x5fff); /* a name that runs out of the image */
    memory[0x5fff] = 'a';
    image.directories[PE_EXPORT].size = 0xc0;
    CHECK(pe_export(memory, &image, "ab") == 0);
    free(memory);
}

/*
 * Images of the real compiler.
 */
static char source[64], made[64];

static bool build(const char *code, const char *options)
{
    char command[512];
    snprintf(source, sizeof source, "/tmp/faultline-pe-%ld.c", (long)getpid());
    snprintf(made, sizeof made, "/tmp/faultline-pe-%ld.exe", (long)getpid());
    FILE *out = fopen(source, "w");
    if (out == NULL)
        return false;
    fputs(code, out);
    fclose(out);
    fflush(stdout);
    snprintf(command, sizeof command, "i686-w64-mingw32-gcc -g %s %s -o %s 2>/dev/null", source, options,
             made);
    bool built = system(command) == 0;
    unlink(source);
    return built;
}

static uint8_t *load_made(uint32_t *bytes)
{
    FILE *in = fopen(made, "rb");
    uint8_t *whole = malloc(4 << 20);
    *bytes = in != NULL ? (uint32_t)fread(whole, 1, 4 << 20, in) : 0;
    if (in != NULL)
        fclose(in);
    unlink(made);
    return whole;
}

/* Every page of the image lies in exactly one section or the headers; gives the section of that name. */
static bool sections_are_in_order(const uint8_t *whole, const char *name, struct pe_section *found)
{
    uint32_t end = PE_PAGE;
    bool seen = false;
    for (uint32_t i = 0; i < image.sections; i++) {
        struct pe_section section;
        pe_section(&image, whole, i, &section);
        CHECK(section.rva == end && section.pages != 0 && section.file_bytes <= section.pages * PE_PAGE);
        end = section.rva + section.pages * PE_PAGE;
        if (strcmp(section.name, name) == 0) {
            *found = section;
            seen = true;
        }
    }
    CHECK(end == image.size);
    return seen;
}

static void a_program_of_mingw_is_read(void)
{
    struct pe_section bss;
    uint32_t bytes;
    CHECK(
        build("#include <stdio.h>\nchar big[10000]; int main(void) { printf(\"%s\", big); return 0; }", ""));
    uint8_t *whole = load_made(&bytes);
    CHECK(pe_parse(whole, bytes < 4096 ? bytes : 4096, bytes, &image) == STATUS_SUCCESS);
    CHECK(image.base == 0x400000 && image.subsystem == 3 && image.directories[PE_IMPORT].size != 0);
    CHECK(sections_are_in_order(whole, ".bss", &bss));
    CHECK(bss.file_bytes == 0 && bss.pages >= 3);
    CHECK(pe_parse(whole, 4096, bytes / 2, &image) == STATUS_INVALID_IMAGE_FORMAT);
    free(whole);
}

static void a_stripped_program_is_read(void)
{
    struct pe_section text;
    uint32_t bytes;
    CHECK(build("int main(void) { return 0; }", "-s"));
    uint8_t *whole = load_made(&bytes);
    CHECK(pe_parse(whole, 4096, bytes, &image) == STATUS_SUCCESS);
    CHECK(sections_are_in_order(whole, ".text", &text) && (text.characteristics & PE_SECTION_EXECUTE));
    free(whole);
}

static void a_kernel_like_image_is_relocated_and_exports(void)
{
    struct pe_section page = {0};
    uint32_t bytes;
    CHECK(
        build("__declspec(dllexport) int value = 7; int *pointer = &value;\n"
              "__declspec(dllexport) __attribute__((section(\"PAGE\"))) int get(void) { return *pointer; }\n"
              "void start(void) { get(); }",
              "-ffreestanding -fno-asynchronous-unwind-tables -nostdlib -Wl,--dynamicbase "
              "-Wl,--section-alignment,4096 -Wl,--file-alignment,4096 -Wl,--subsystem,native -Wl,-e,_start"));
    uint8_t *whole = load_made(&bytes);
    CHECK(pe_parse(whole, 4096, bytes, &image) == STATUS_SUCCESS);
    CHECK(image.subsystem == 1 && image.headers_size == 4096);
    CHECK(sections_are_in_order(whole, "PAGE", &page));
    uint8_t *memory = malloc(image.size);
    image_map(&image, whole, memory);
    CHECK(pe_relocate(memory, &image, 0x80400000) == STATUS_SUCCESS);
    uint32_t value = pe_export(memory, &image, "value"), get = pe_export(memory, &image, "get");
    CHECK(value != 0 && bytes_get32(memory + value) == 7);
    CHECK(get >= page.rva && get < page.rva + page.pages * PE_PAGE);
    bool pointer_found = false;
    for (uint32_t at = 0; at + 4 <= image.size; at++)
        pointer_found |= bytes_get32(memory + at) == 0x80400000 + value;
    CHECK(pointer_found);
    free(memory);
    free(whole);
}

#define RUN_WITH_MINGW(test)                                                                                 \
    do {                                                                                                     \
        if (mingw) {                                                                                         \
            RUN(test);                                                                                       \
        } else {                                                                                             \
            (void)test;                                                                                      \
            printf("ok %d - %s # SKIP no i686-w64-mingw32-gcc\n", ++unit_tests, #test);                      \
        }                                                                                                    \
    } while (0)

int main(void)
{
    bool mingw = system("command -v i686-w64-mingw32-gcc >/dev/null 2>&1") == 0;
    RUN(headers_are_read);
    RUN(sections_cover_whole_pages);
    RUN(sections_smaller_than_a_page_are_one_piece);
    RUN(a_section_without_virtual_size_uses_its_raw_size);
    RUN(raw_data_beyond_the_section_is_left_out);
    RUN(a_name_of_eight_characters_is_terminated);
    RUN(what_is_not_mz_is_told_apart);
    RUN(every_truncation_is_refused);
    RUN(bad_fields_are_refused);
    RUN(an_image_may_not_wrap_around_4_gib);
    RUN(the_security_directory_is_no_rva);
    RUN(relocation_moves_each_address);
    RUN(at_its_base_nothing_is_touched);
    RUN(stripped_relocations_are_a_conflict);
    RUN(bad_relocations_are_refused);
    RUN(an_odd_block_at_the_end_is_refused);
    RUN(exports_are_found_by_name);
    RUN(bad_export_tables_give_nothing);
    RUN_WITH_MINGW(a_program_of_mingw_is_read);
    RUN_WITH_MINGW(a_stripped_program_is_read);
    RUN_WITH_MINGW(a_kernel_like_image_is_relocated_and_exports);
    return unit_end();
}
