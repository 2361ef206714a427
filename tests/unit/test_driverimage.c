// sources: sched/driver/driverimage.c mmu/pe.c
/*
 * What makes an image a driver, and its imports: by hand, and spoilt.
 */
#include <string.h>
#include "sched/driver/driverimage.h"
#include "tests/unit/host.h"
#include "tests/unit/image.h"
#include "tests/unit/unit.h"

static uint8_t file[IMAGE_FILE_BYTES];
static struct pe_image image;
static struct driver_refusal refusal;

static ntstatus parse(void)
{
    refusal = (struct driver_refusal){0};
    return driver_image_parse(file, sizeof file, sizeof file, &image, &refusal);
}

static void make_driver(void)
{
    image_make(file);
    bytes_put16(file + IMAGE_OPTIONAL + 68, 1);
}

static bool refused(ntstatus status, const char *reason)
{
    return parse() == status && refusal.reason && !strcmp(refusal.reason, reason);
}

static void whole(void)
{
    make_driver();
    CHECK(parse() == STATUS_SUCCESS && !refusal.reason);
}

static void other_files(void)
{
    make_driver();
    file[0] = 0;
    CHECK(refused(STATUS_INVALID_IMAGE_NOT_MZ, "no-image"));
    make_driver();
    bytes_put16(file + IMAGE_COFF + 4, 0x8664);
    CHECK(refused(STATUS_INVALID_IMAGE_FORMAT, "not-i386"));
    make_driver();
    bytes_put16(file + IMAGE_COFF + 6, 0);
    CHECK(refused(STATUS_INVALID_IMAGE_FORMAT, "malformed"));
    make_driver();
    bytes_put16(file + IMAGE_OPTIONAL + 68, 3);
    CHECK(refused(STATUS_INVALID_IMAGE_FORMAT, "not-native"));
    make_driver();
    bytes_put16(file + IMAGE_COFF + 22, 0x2103);
    CHECK(refused(STATUS_CONFLICTING_ADDRESSES, "no-relocations"));
}

/* Section 1 says by its name what a directory has to lead to. */
static void directories(void)
{
    make_driver();
    memcpy(file + IMAGE_SECTIONS + 40, ".idata\0", 8);
    CHECK(refused(STATUS_INVALID_IMAGE_FORMAT, "malformed-imports"));
    bytes_put32(file + IMAGE_OPTIONAL + 104, 0x2000);
    bytes_put32(file + IMAGE_OPTIONAL + 108, 20);
    CHECK(parse() == STATUS_SUCCESS);
    make_driver();
    memcpy(file + IMAGE_SECTIONS + 40, ".reloc\0", 8);
    bytes_put32(file + IMAGE_OPTIONAL + 136, 0);
    CHECK(refused(STATUS_CONFLICTING_ADDRESSES, "no-relocations"));
}

/* In the headers, in data, and none. */
static void entries(void)
{
    static const uint32_t places[] = {0, 0x500, 0x2000, 0x4000};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        make_driver();
        bytes_put32(file + IMAGE_OPTIONAL + 16, places[i]);
        CHECK(refused(STATUS_INVALID_IMAGE_FORMAT, "entry-outside"));
    }
}

/* ---- imports ---- */

#define DESCRIPTORS 0x2400u
#define NAMES       0x2500u
#define PLACES      0x2520u
#define MODULE      0x2540u
#define FUNCTION    0x2560u /* its hint, then its name */

static uint8_t memory[0x6000];

static uint32_t resolve(const char *module, const char *name, bool *known)
{
    *known = !strcmp(module, "ntoskrnl.exe");
    return *known && !strcmp(name, "DbgPrint") ? 0x80401234 : 0;
}

static void make_imports(void)
{
    memset(memory, 0, sizeof memory);
    image.size = sizeof memory;
    image.directories[PE_IMPORT] = (struct pe_directory){DESCRIPTORS, 40};
    bytes_put32(memory + DESCRIPTORS, NAMES);
    bytes_put32(memory + DESCRIPTORS + 12, MODULE);
    bytes_put32(memory + DESCRIPTORS + 16, PLACES);
    bytes_put32(memory + NAMES, FUNCTION);
    bytes_put32(memory + PLACES, FUNCTION);
    strcpy((char *)memory + MODULE, "ntoskrnl.exe");
    strcpy((char *)memory + FUNCTION + 2, "DbgPrint");
}

static ntstatus bind(void)
{
    refusal = (struct driver_refusal){0};
    return driver_image_bind(memory, &image, resolve, &refusal);
}

static bool unbound(ntstatus status, const char *reason, const char *what)
{
    return bind() == status && !strcmp(refusal.reason, reason) && !strcmp(refusal.what, what);
}

static void bound(void)
{
    make_imports();
    CHECK(bind() == STATUS_SUCCESS && bytes_get32(memory + PLACES) == 0x80401234);
    make_imports();
    bytes_put32(memory + DESCRIPTORS, 0); /* the names stand where the addresses go */
    CHECK(bind() == STATUS_SUCCESS && bytes_get32(memory + PLACES) == 0x80401234);
    make_imports();
    image.directories[PE_IMPORT] = (struct pe_directory){0};
    CHECK(bind() == STATUS_SUCCESS);
}

static void not_there(void)
{
    make_imports();
    strcpy((char *)memory + FUNCTION + 2, "DbgPrank");
    CHECK(unbound(STATUS_DRIVER_ENTRYPOINT_NOT_FOUND, "no-export", "ntoskrnl.exe!DbgPrank"));
    make_imports();
    strcpy((char *)memory + MODULE, "win32k.sys");
    CHECK(unbound(STATUS_DLL_NOT_FOUND, "no-module", "win32k.sys"));
    make_imports();
    bytes_put32(memory + NAMES, 0x80000007);
    CHECK(unbound(STATUS_DRIVER_ORDINAL_NOT_FOUND, "by-ordinal", "ntoskrnl.exe"));
}

static void tables_leave(void)
{
    static const uint32_t words[] = {DESCRIPTORS, DESCRIPTORS + 12, DESCRIPTORS + 16, NAMES};
    static const uint32_t places[] = {0x5ffe, 0x6000, 0x7fffffff};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        for (size_t j = 0; j < sizeof places / sizeof places[0]; j++) {
            make_imports();
            memset(memory + 0x5f00, 'x', 0x100); /* no text ends there */
            bytes_put32(memory + words[i], places[j]);
            CHECK(unbound(STATUS_INVALID_IMAGE_FORMAT, "malformed-imports", ""));
        }
    make_imports();
    image.directories[PE_IMPORT].rva = 0x5ff0;
    CHECK(unbound(STATUS_INVALID_IMAGE_FORMAT, "malformed-imports", ""));
}

/* An entry with one of two words, texts that are empty, and what no table leads to. */
static void half_tables(void)
{
    static const uint32_t words[] = {DESCRIPTORS + 12, DESCRIPTORS + 16};
    static const uint32_t texts[] = {MODULE, FUNCTION + 2};
    for (size_t i = 0; i < 2; i++) {
        make_imports();
        bytes_put32(memory + words[i], 0);
        CHECK(unbound(STATUS_INVALID_IMAGE_FORMAT, "malformed-imports", ""));
        make_imports();
        memory[texts[i]] = 0;
        CHECK(unbound(STATUS_INVALID_IMAGE_FORMAT, "malformed-imports", ""));
    }
    make_imports();
    image.directories[PE_IAT] = (struct pe_directory){PLACES, 8};
    CHECK(bind() == STATUS_SUCCESS);
    bytes_put32(memory + PLACES + 4, FUNCTION);
    bytes_put32(memory + PLACES, FUNCTION);
    CHECK(unbound(STATUS_INVALID_IMAGE_FORMAT, "malformed-imports", ""));
    image.directories[PE_IAT] = (struct pe_directory){0};
}

/* A name that is longer than what is told of it is cut. */
static void long_names(void)
{
    make_imports();
    memset(memory + FUNCTION + 2, 'n', 300);
    CHECK(bind() == STATUS_DRIVER_ENTRYPOINT_NOT_FOUND && strlen(refusal.what) == DRIVER_WHAT_BYTES - 1);
}

/* ---- sections ---- */

static void sections(void)
{
    struct pe_section section = {.name = "PAGE", .characteristics = PE_SECTION_EXECUTE | PE_SECTION_READ};
    CHECK(driver_section_protection(&section) == PROT_EXECUTE_READ && !driver_section_goes(&section));
    section = (struct pe_section){.name = "INIT", .characteristics = PE_SECTION_WRITE};
    CHECK(driver_section_protection(&section) == PROT_READWRITE && driver_section_goes(&section));
    section = (struct pe_section){.name = ".reloc", .characteristics = PE_SECTION_DISCARDABLE};
    CHECK(driver_section_protection(&section) == PROT_READONLY && driver_section_goes(&section));
}

int main(void)
{
    RUN(whole);
    RUN(other_files);
    RUN(directories);
    RUN(entries);
    RUN(bound);
    RUN(not_there);
    RUN(tables_leave);
    RUN(half_tables);
    RUN(long_names);
    RUN(sections);
    return unit_end();
}
