// sources: sched/driver/driversini.c
/*
 * DRIVERS.INI: what its lines mean, and that hostile ones are told and hide nothing.
 */
#include <string.h>
#include "sched/driver/driversini.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

static struct drivers_ini_entry entry;

static struct drivers_ini ini_of(const char *text)
{
    return (struct drivers_ini){.text = text, .bytes = (uint32_t)strlen(text)};
}

static bool is_malformed(const char *line)
{
    char text[256] = "[demand]\n";
    strcat(text, line);
    struct drivers_ini ini = ini_of(text);
    return drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_MALFORMED &&
           !drivers_ini_next(&ini, &entry);
}

static void whole_file(void)
{
    struct drivers_ini ini =
        ini_of("; drivers\r\n[boot]\r\n  hello.sys\t\r\n\r\n[demand]\nEDU=edu.sys 1234:11E8\n"
               "A-1_b = w.sys");
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_BOOT &&
          !strcmp(entry.file, "hello.sys"));
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_DEMAND && !strcmp(entry.link, "EDU"));
    CHECK(!strcmp(entry.file, "edu.sys") && entry.has_device && entry.vendor == 0x1234 &&
          entry.device == 0x11e8);
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_DEMAND && !strcmp(entry.link, "A-1_b"));
    CHECK(!strcmp(entry.file, "w.sys") && !entry.has_device);
    CHECK(!drivers_ini_next(&ini, &entry));
}

static void nothing(void)
{
    struct drivers_ini ini = ini_of("");
    CHECK(!drivers_ini_next(&ini, &entry));
    ini = ini_of("\n\r\n ;\n[boot]\n[demand]");
    CHECK(!drivers_ini_next(&ini, &entry));
}

static void before_a_section(void)
{
    struct drivers_ini ini = ini_of("hello.sys\n[Boot]\n[boot]\nhello.sys extra\n");
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_MALFORMED &&
          !strcmp(entry.line, "hello.sys"));
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_MALFORMED &&
          !strcmp(entry.line, "[Boot]"));
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_MALFORMED);
    CHECK(!drivers_ini_next(&ini, &entry));
}

static void malformed(void)
{
    static const char *const lines[] = {"x",
                                        "=",
                                        "x=",
                                        "= x.sys",
                                        "x = ..\\y.sys",
                                        "x = c:y.sys",
                                        "x y = z.sys",
                                        "\\x = z.sys",
                                        "x = z.sys 1234",
                                        "x = z.sys 1234:",
                                        "x = z.sys 12345:1111",
                                        "x = z.sys 1234:111g",
                                        "x = z.sys 1234:1111 more",
                                        "x = z.sys more",
                                        "\xc3\xa4 = z.sys"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        CHECK(is_malformed(lines[i]));
}

/* A name has 31 characters at most, a line 79. */
static void lengths(void)
{
    struct drivers_ini ini =
        ini_of("[demand]\n0123456789012345678901234567890 = 012345678901234567890123456.sys 1234:5678");
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_DEMAND && strlen(entry.link) == 31);
    CHECK(is_malformed("01234567890123456789012345678901 = a.sys"));
    CHECK(is_malformed("a = 0123456789012345678901234567.sys"));
    CHECK(is_malformed("a                                  =                             b.sys 1234:56789"));
    CHECK(is_malformed(
        "a                                                                                = b.sys"));
    CHECK(strlen(entry.line) == DRIVERS_INI_LINE - 1);
}

/* What stands behind a NUL is not hidden by it. */
static void nul(void)
{
    static const char text[] = "[boot]\na.sys\0b.sys\nc.sys";
    struct drivers_ini ini = {.text = text, .bytes = sizeof text - 1};
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_MALFORMED);
    CHECK(drivers_ini_next(&ini, &entry) && entry.kind == DRIVERS_INI_BOOT && !strcmp(entry.file, "c.sys"));
    CHECK(!drivers_ini_next(&ini, &entry));
}

int main(void)
{
    RUN(whole_file);
    RUN(nothing);
    RUN(before_a_section);
    RUN(malformed);
    RUN(lengths);
    RUN(nul);
    return unit_end();
}
