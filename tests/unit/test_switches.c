// sources: sched/start/switches.c mmu/layout.c mmu/layoutchoice.c firmware/bootini.c firmware/noexecute.c
// sources: firmware/log.c
#include <stdlib.h>
#include <string.h>
#include "firmware/log.h"
#include "firmware/serial.h"
#include "mmu/policy.h"
#include "sched/start/switches.h"
#include "tests/unit/unit.h"

static char written[8192];
static size_t used;

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    CHECK(line == SERIAL_LOG && used + count < sizeof written);
    memcpy(written + used, bytes, count);
    used += count;
    written[used] = 0;
}

bool policy_choose(const char *name)
{
    return strcmp(name, "clock") == 0;
}

static uint32_t seed;

void policy_seed(uint32_t number)
{
    seed = number;
}

static void read_switches(const char *switches)
{
    static char text[16384];
    int length =
        snprintf(text, sizeof text, "[boot loader]\ndefault=a\n[operating systems]\na=\"x\" %s\n", switches);
    switches_read(text, (uint32_t)length);
    used = 0;
}

static const char *options(void)
{
    used = 0;
    log_begin(LOG_ALWAYS, "faultline");
    switches_log();
    log_end();
    return strstr(written, "boot=");
}

static void the_builds_own_switch_is_not_shown(void)
{
    read_switches("/A=1 /BUILD=12ab /B");
    CHECK(strcmp(options(), "boot=\"/A=1 /B\"\n") == 0);
    read_switches("/A=1 /BUILD=12ab");
    CHECK(strcmp(options(), "boot=\"/A=1\"\n") == 0);
    read_switches("/BUILD=12ab");
    CHECK(strcmp(options(), "boot=\"\"\n") == 0);
}

/* Nor where the log goes, in whatever way it was said: the log is the same in both places. */
static void where_the_log_goes_is_not_shown(void)
{
    read_switches("/A=1 /DEBUGPORT=VIRTIO /B /debugport:COM1");
    CHECK(strcmp(options(), "boot=\"/A=1 /B\"\n") == 0);
    read_switches("/DEBUGPORT /A=\"/DEBUGPORT=1 /BUILD=2 x\" /DEBUGPORTS /BUILD=1");
    CHECK(strcmp(options(), "boot=\"/A=%22/DEBUGPORT=1 /BUILD=2 x%22 /DEBUGPORTS\"\n") == 0);
}

static void the_last_debugport_counts(void)
{
    read_switches("/A");
    CHECK(!switches_bulk_log());
    read_switches("/DEBUGPORT=COM1 /debugport=VIRTIO");
    CHECK(switches_bulk_log());
    read_switches("/DEBUGPORT=VIRTIO /DEBUGPORT=COM1");
    CHECK(!switches_bulk_log());
}

/* Around what switches.c puts together, in both halves. */
static void switches_of_any_length_are_shown_or_cut(void)
{
    static char text[8192];
    for (uint32_t length = 1000; length < 1050; length++) {
        memset(text, 'x', length);
        strcpy(text + length, " /BUILD=12ab /END");
        text[0] = '/';
        read_switches(text);
        CHECK(strstr(options(), "x\"...\n") != NULL);
    }
    strcpy(text, "/BUILD=12ab /");
    memset(text + strlen(text), 'x', 5000);
    read_switches(text);
    CHECK(strstr(options(), "x\"...\n") != NULL);
}

static void a_build_id_is_hex_and_short(void)
{
    read_switches("/BUILD=0123456789abcdef");
    CHECK(strcmp(switches_build(), "0123456789abcdef") == 0);
    read_switches("/A");
    CHECK(strcmp(switches_build(), "none") == 0);
}

static void numbers_have_bounds(void)
{
    read_switches("/MAXMEM=8");
    CHECK(switches_number("MAXMEM", 1, 3072, 5) == 8 && switches_number("PAGEFILE", 0, 512, 16) == 16);
}

static void the_policy_is_chosen_early_and_told_its_seed(void)
{
    read_switches("/POLICY=clock /SEED=77");
    switches_choose_policy();
    switches_apply();
    CHECK(seed == 77);
    read_switches("/A");
    switches_choose_policy();
    switches_apply();
    CHECK(seed == 1);
}

static void a_switch_takes_a_value_or_none(void)
{
    read_switches("/PAGEKERNEL=7 /SYSENTER /BENCH=1 /bench");
    CHECK(!switches_flag("PAGEKERNEL") && switches_flag("SYSENTER") && switches_flag("BENCH"));
    CHECK(!switches_flag("3GB"));
}

static void what_was_found_early_is_reported_behind_the_first_line(void)
{
    read_switches("/MAXMEM=8x /BUILD=\"a b\" /CLOCK=SUN /WHO");
    CHECK(switches_number("MAXMEM", 1, 3072, 5) == 5 && strcmp(switches_build(), "none") == 0);
    CHECK(switches_clock() == CLOCK_LOGICAL);
    read_switches("/DEBUGPORT=COM9 /WHO /PAE=no /ECHO /FASTDETECT=COM2 /NOEXECUTE");
    CHECK(!switches_bulk_log());
    switches_problem_number("MAXMEM", "too-large", "frames", 7);
    for (int i = 0; i < 20; i++) /* no more than there are switches */
        switches_problem("USERVA", "malformed");
    CHECK(used == 0);
    switches_report();
    const char *mine = strstr(written, "MAXMEM\" malformed\n"),
               *build = strstr(written, "BUILD\" malformed\n");
    CHECK(mine && build && mine < build && strstr(written, "bootini \"MAXMEM\" too-large frames=7\n"));
    CHECK(strstr(written, "CLOCK\" malformed\n") && strstr(written, "bootini \"WHO\" unknown\n"));
    CHECK(strstr(written, "DEBUGPORT\" malformed\n"));
    CHECK(strstr(written, "PAE\" malformed\n") && strstr(written, "ECHO\" malformed\n"));
    CHECK(!strstr(written, "FASTDETECT") && !strstr(written, "NOEXECUTE"));
}

/* Reporting has begun for good. */
static void a_long_name_keeps_its_reason(void)
{
    static char text[6000] = "/BUILD=12345678901234567 /";
    memset(text + strlen(text), 'x', 5000);
    read_switches(text);
    CHECK(strcmp(switches_build(), "none") == 0);
    switches_problem(text, "unknown");
    CHECK(strstr(written, "x\"... unknown\n") != NULL);
}

int main(void)
{
    RUN(the_builds_own_switch_is_not_shown);
    RUN(switches_of_any_length_are_shown_or_cut);
    RUN(a_build_id_is_hex_and_short);
    RUN(numbers_have_bounds);
    RUN(where_the_log_goes_is_not_shown);
    RUN(the_last_debugport_counts);
    RUN(the_policy_is_chosen_early_and_told_its_seed);
    RUN(a_switch_takes_a_value_or_none);
    RUN(what_was_found_early_is_reported_behind_the_first_line);
    RUN(a_long_name_keeps_its_reason);
    return unit_end();
}
