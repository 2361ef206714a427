// sources: images/ntdll/ldr_export.c images/ntdll/image.c images/ntdll/text.c
// flags: -Itests/unit/windows -fno-sanitize=alignment -Wno-pointer-to-int-cast
#include "images/ntdll/ldr_export.h"

#include <stdlib.h>
#include <string.h>
#include "images/ntdll/nt_memory.h"
#include "storage/bytes.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

/* An image in memory: its headers, and one section with everything about its exports.
 *
 *   RVA 0x1000 directory · 0x1100 addresses · 0x2000 RVAs of names · 0x3000 their places · 0x4000 texts */
#define SECTIONS  (0x80u + 248u)
#define DIRECTORY 0x1000u
#define ADDRESSES 0x1100u
#define NAMES     0x2000u
#define PLACES    0x3000u
#define TEXTS     0x4000u
#define BYTES     0x8000u
#define MOST      600u
#define TEXT      24u

static uint32_t state = 11;
static uint8_t *memory;
static char texts[MOST][TEXT];
static uint32_t count;
static struct image image;
static struct exports exports;

NTSTATUS NTAPI NtProtectVirtualMemory(HANDLE process, void **base, SIZE_T *size, ULONG protect, ULONG *old)
{
    (void)process, (void)base, (void)size;
    *old = protect;
    return STATUS_SUCCESS;
}

static void put32(uint32_t rva, uint32_t value)
{
    bytes_put32(memory + rva, value);
}

static void headers_make(void)
{
    IMAGE_NT_HEADERS32 *headers = (void *)(memory + 0x80);
    memset(memory, 0, BYTES);
    bytes_put16(memory, IMAGE_DOS_SIGNATURE);
    put32(0x3c, 0x80);
    headers->Signature = IMAGE_NT_SIGNATURE;
    headers->FileHeader.Machine = IMAGE_FILE_MACHINE_I386;
    headers->FileHeader.NumberOfSections = 1;
    headers->FileHeader.SizeOfOptionalHeader = sizeof headers->OptionalHeader;
    headers->OptionalHeader.Magic = IMAGE_NT_OPTIONAL_HDR32_MAGIC;
    headers->OptionalHeader.SectionAlignment = 0x1000;
    headers->OptionalHeader.SizeOfImage = BYTES;
    headers->OptionalHeader.SizeOfHeaders = 0x400;
    headers->OptionalHeader.NumberOfRvaAndSizes = 16;
    headers->OptionalHeader.DataDirectory[0] = (IMAGE_DATA_DIRECTORY){DIRECTORY, 40};
    *(IMAGE_SECTION_HEADER *)(memory + SECTIONS) =
        (IMAGE_SECTION_HEADER){.Misc.VirtualSize = BYTES - DIRECTORY,
                               .VirtualAddress = DIRECTORY,
                               .Characteristics = IMAGE_SCN_MEM_READ};
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Few letters, so that many names begin alike; the number behind them tells them apart. */
static void texts_draw(void)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t length = host_random(&state) % 12;
        for (uint32_t j = 0; j < length; j++)
            texts[i][j] = "NtRl"[host_random(&state) % 4];
        snprintf(texts[i] + length, TEXT - length, "%u", (unsigned)i);
    }
    qsort(texts, count, TEXT, by_text);
}

/* The functions stand in the opposite order, name i at RVA 0x10 + i. */
static void exports_make(void)
{
    static const uint8_t base = 5;
    bytes_put32(memory + DIRECTORY + 16, base);
    put32(DIRECTORY + 20, count);
    put32(DIRECTORY + 24, count);
    put32(DIRECTORY + 28, ADDRESSES);
    put32(DIRECTORY + 32, NAMES);
    put32(DIRECTORY + 36, PLACES);
    for (uint32_t i = 0; i < count; i++) {
        put32(ADDRESSES + (count - 1 - i) * 4, 0x10 + i);
        put32(NAMES + i * 4, TEXTS + i * TEXT);
        bytes_put16(memory + PLACES + i * 2, (uint16_t)(count - 1 - i));
        memcpy(memory + TEXTS + i * TEXT, texts[i], TEXT);
    }
}

static void begin(uint32_t names)
{
    count = names;
    memory = malloc(BYTES);
    headers_make();
    texts_draw();
    exports_make();
    CHECK(image_open(memory, BYTES, &image) == STATUS_SUCCESS);
    exports = exports_open(&image);
}

static NTSTATUS find(const char *name, uint32_t hint, struct export *out)
{
    struct text text = {name, (uint32_t)strlen(name) + 1};
    return export_by_name(&image, &exports, &text, hint, out);
}

static bool finds(const char *name, uint32_t hint, uint32_t rva)
{
    struct export found = {0};
    return find(name, hint, &found) == STATUS_SUCCESS && found.address == memory + rva &&
           !found.forwarder.start;
}

static void every_name_is_found_whatever_the_hint(void)
{
    static const uint32_t counts[] = {1, 2, 3, 7, MOST};
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
        begin(counts[k]);
        for (uint32_t i = 0; i < count; i++) {
            CHECK(finds(texts[i], i, 0x10 + i) && finds(texts[i], i + 1, 0x10 + i));
            CHECK(finds(texts[i], i - 1, 0x10 + i) && finds(texts[i], ~0u, 0x10 + i));
            CHECK(finds(texts[i], host_random(&state) % (2 * MOST), 0x10 + i));
        }
        free(memory);
    }
}

static void a_name_that_is_not_there_is_not_found(void)
{
    struct export found;
    begin(MOST);
    for (uint32_t i = 0; i < count; i++) {
        char other[TEXT + 1];
        snprintf(other, sizeof other, "%s!", texts[i]);
        CHECK(find(other, i, &found) == STATUS_ENTRYPOINT_NOT_FOUND);
    }
    CHECK(find("", 0, &found) == STATUS_ENTRYPOINT_NOT_FOUND);
    CHECK(export_by_ordinal(&image, &exports, 4, &found) == STATUS_ORDINAL_NOT_FOUND);
    CHECK(export_by_ordinal(&image, &exports, 5 + count, &found) == STATUS_ORDINAL_NOT_FOUND);
    CHECK(export_by_ordinal(&image, &exports, 5, &found) == STATUS_SUCCESS &&
          found.address == memory + 0x10 + count - 1);
    free(memory);
}

static void a_forwarder_is_told_whole(void)
{
    struct export found;
    begin(3);
    put32(0x80 + 24 + 96 + 4, BYTES - DIRECTORY); /* the directory's size: all of the section is inside */
    exports = exports_open(&image);
    memcpy(memory + TEXTS + 0x1000, "OTHER.beta", 11);
    put32(ADDRESSES, TEXTS + 0x1000);
    CHECK(find(texts[2], 2, &found) == STATUS_SUCCESS && !found.address && found.forwarder.room == 11);
    CHECK(strcmp(found.forwarder.start, "OTHER.beta") == 0);
    memcpy(memory + BYTES - 5, "OTHER", 5); /* it ends where the section does */
    put32(ADDRESSES, BYTES - 5);
    CHECK(find(texts[2], 2, &found) == STATUS_INVALID_IMAGE_FORMAT);
    free(memory);
}

static void a_name_without_an_end_is_refused(void)
{
    struct export found;
    struct text open = {"N", 1};
    begin(1);
    ((IMAGE_SECTION_HEADER *)(memory + SECTIONS))->Misc.VirtualSize = 2 * BYTES; /* more than the image has */
    memcpy(memory + BYTES - 4, "Open", 4);
    put32(NAMES, BYTES - 4);
    CHECK(find("Open", 0, &found) == STATUS_INVALID_IMAGE_FORMAT);
    CHECK(find("Other", 0, &found) == STATUS_ENTRYPOINT_NOT_FOUND);
    put32(NAMES, BYTES);
    CHECK(find("Open", 0, &found) == STATUS_INVALID_IMAGE_FORMAT);
    put32(NAMES, TEXTS);
    memcpy(memory + TEXTS, "Nt", 3);
    CHECK(export_by_name(&image, &exports, &open, 0, &found) == STATUS_INVALID_IMAGE_FORMAT);
    free(memory);
}

/* All of it can be read, whatever its sections say. */
static void a_flat_image_is_one_run(void)
{
    begin(20);
    IMAGE_NT_HEADERS32 *headers = (void *)(memory + 0x80);
    headers->OptionalHeader.SectionAlignment = 64;
    headers->OptionalHeader.AddressOfEntryPoint = 0x40;
    *(IMAGE_SECTION_HEADER *)(memory + SECTIONS) =
        (IMAGE_SECTION_HEADER){.Misc.VirtualSize = 1, .VirtualAddress = NAMES - 0x1000 + 32};
    CHECK(image_open(memory, BYTES, &image) == STATUS_SUCCESS);
    exports = exports_open(&image);
    for (uint32_t i = 0; i < count; i++)
        CHECK(finds(texts[i], i, 0x10 + i));
    CHECK(image_readable(&image, 0x50) == BYTES - 0x50 && image_at(&image, BYTES - 4, 4));
    CHECK(!image_at(&image, BYTES - 4, 5) && !image_at(&image, BYTES, 1) && !image_readable(&image, ~0u));
    free(memory);
}

/* In a table in any order a name may be missed; what is found has that name. */
static void an_unsorted_table_gives_nothing_wrong(void)
{
    begin(MOST);
    for (uint32_t i = 0; i < 4 * count; i++) {
        uint32_t a = NAMES + host_random(&state) % count * 4, b = NAMES + host_random(&state) % count * 4;
        uint32_t rva = bytes_get32(memory + a);
        put32(a, bytes_get32(memory + b));
        put32(b, rva);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct export found;
        NTSTATUS status = find(texts[i], host_random(&state) % count, &found);
        uint32_t place = (uint32_t)((uint8_t *)found.address - memory) - 0x10;
        CHECK(status == STATUS_ENTRYPOINT_NOT_FOUND ||
              (status == STATUS_SUCCESS &&
               strcmp((char *)memory + bytes_get32(memory + NAMES + place * 4), texts[i]) == 0));
    }
    free(memory);
}

/* Headers, directory and tables, a few words at a time: whatever is answered, nothing outside is read. */
static void spoilt_images_are_read_within(void)
{
    for (int round = 0; round < 3000; round++) {
        struct export found;
        begin(20);
        for (int i = 0; i < 4; i++) {
            static const uint32_t places[] = {0x80, DIRECTORY, ADDRESSES, NAMES, PLACES};
            uint32_t at = places[host_random(&state) % 5] + host_random(&state) % 288;
            uint32_t how = host_random(&state) % 3;
            put32(at, how == 0   ? host_random(&state)
                      : how == 1 ? BYTES - host_random(&state) % 32
                                 : 1u << 31 >> at % 32);
        }
        if (image_open(memory, BYTES, &image) == STATUS_SUCCESS) {
            exports = exports_open(&image);
            for (uint32_t i = 0; i < count; i++)
                find(texts[i], host_random(&state) % 32, &found);
            export_by_ordinal(&image, &exports, host_random(&state) % 64, &found);
        }
        free(memory);
    }
}

int main(void)
{
    RUN(every_name_is_found_whatever_the_hint);
    RUN(a_name_that_is_not_there_is_not_found);
    RUN(a_forwarder_is_told_whole);
    RUN(a_name_without_an_end_is_refused);
    RUN(a_flat_image_is_one_run);
    RUN(an_unsorted_table_gives_nothing_wrong);
    RUN(spoilt_images_are_read_within);
    return unit_end();
}
