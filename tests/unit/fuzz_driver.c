// sources: sched/driver/driversini.c sched/driver/driverimage.c mmu/pe.c
/*
 * DRIVERS.INI and imports of drivers, spoilt: neither leads out of what is there, and each line is told once.
 */
#include <string.h>
#include "sched/driver/driverimage.h"
#include "sched/driver/driversini.h"
#include "storage/bytes.h"
#include "tests/unit/fuzz.h"

#define TEXT_BYTES   300u
#define MEMORY_BYTES 0x400u

/* ---- the text ---- */

static uint32_t lines_of(const char *text, uint32_t bytes)
{
    uint32_t lines = bytes > 0;
    for (uint32_t i = 0; i + 1 < bytes; i++)
        lines += text[i] == '\n';
    return lines;
}

static void spoil_text(char *text, uint32_t *bytes)
{
    static const char good[] =
        "[boot]\nhello.sys\n[demand]\nEDU = edu.sys 1234:11e8\n;x\nWorker=worker.sys\n";
    static const char odd[] = "\n\r\t \0;[]=:.abA0\xff";
    *bytes = sizeof good - 1;
    memcpy(text, good, *bytes);
    for (uint32_t i = fuzz_below(8); i > 0; i--)
        text[fuzz_below(*bytes)] = odd[fuzz_below(sizeof odd)];
    if (fuzz_below(4) == 0) {
        uint32_t at = fuzz_below(*bytes), more = fuzz_below(TEXT_BYTES - *bytes);
        memmove(text + at + more, text + at, *bytes - at);
        memset(text + at, 'x', more);
        *bytes += more;
    }
    *bytes -= fuzz_below(2) ? fuzz_below(*bytes) : 0;
}

static void fuzz_text(void)
{
    char *text = malloc(TEXT_BYTES);
    struct drivers_ini_entry entry;
    struct drivers_ini ini = {0};
    spoil_text(text, &ini.bytes);
    char *cut = realloc(text, ini.bytes ? ini.bytes : 1); /* so that a look behind it is seen */
    ini.text = text = cut ? cut : text;
    uint32_t entries = 0;
    for (; drivers_ini_next(&ini, &entry); entries++) {
        FUZZ_HOLDS(memchr(entry.line, 0, sizeof entry.line) && entry.kind <= DRIVERS_INI_MALFORMED);
        FUZZ_HOLDS(memchr(entry.file, 0, sizeof entry.file) && memchr(entry.link, 0, sizeof entry.link));
        if (entry.kind != DRIVERS_INI_MALFORMED)
            FUZZ_HOLDS(entry.file[0] && !strpbrk(entry.file, "\\/:*? "));
    }
    FUZZ_HOLDS(entries <= lines_of(text, ini.bytes));
    free(text);
}

/* ---- imports ---- */

static uint32_t resolve(const char *module, const char *name, bool *known)
{
    *known = *module != 'x';
    return *known && *name != 'x' ? 0x80401234 : 0;
}

static void fuzz_imports(void)
{
    uint8_t *memory = malloc(MEMORY_BYTES);
    struct driver_refusal refusal = {0};
    struct pe_image image = {.size = MEMORY_BYTES};
    for (uint32_t i = 0; i < MEMORY_BYTES; i += 4)
        bytes_put32(memory + i, fuzz_below(3)   ? fuzz_below(MEMORY_BYTES + 8)
                                : fuzz_below(3) ? 0
                                                : fuzz_number());
    image.directories[PE_IMPORT].rva = fuzz_below(8) ? fuzz_below(MEMORY_BYTES) : fuzz_number();
    ntstatus status = driver_image_bind(memory, &image, resolve, &refusal);
    FUZZ_HOLDS(status_ok(status) == (refusal.reason == NULL));
    FUZZ_HOLDS(memchr(refusal.what, 0, sizeof refusal.what));
    free(memory);
}

static void round_of_both(void)
{
    fuzz_text();
    fuzz_imports();
}

int main(int count, char **arguments)
{
    return fuzz_main(count, arguments, "fuzz_driver", 20000, round_of_both);
}
