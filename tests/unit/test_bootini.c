// sources: firmware/bootini.c
#include <stdlib.h>
#include <string.h>
#include "firmware/bootini.h"
#include "tests/unit/unit.h"

static struct bootini ini;

/* Parses from a block of exactly that size, so that the sanitizer sees each step beyond it. */
static void parse_bytes(const char *text, uint32_t length)
{
    char *exact = malloc(length + (length == 0));
    memcpy(exact, text, length);
    memset(&ini, 0xa5, sizeof ini);
    bootini_parse(&ini, exact, length);
    free(exact);
}

static void parse(const char *text)
{
    parse_bytes(text, (uint32_t)strlen(text));
}

/* A file whose default entry has these switches. */
static void parse_switches(const char *switches)
{
    char text[BOOTINI_MAX_BYTES];
    snprintf(text, sizeof text, "[boot loader]\ndefault=a\n[operating systems]\na=\"x\"%s\n", switches);
    parse(text);
}

static bool has_problem(const char *text, const char *reason)
{
    for (uint32_t i = 0; i < ini.problem_count; i++)
        if (strcmp(ini.problems[i].text, text) == 0 && strcmp(ini.problems[i].reason, reason) == 0)
            return true;
    return false;
}

static const char *value(const char *name)
{
    const struct bootini_switch *item = bootini_switch(&ini, name);
    return item == NULL ? "missing" : item->value == NULL ? "none" : item->value;
}

static void the_example_of_the_header_parses(void)
{
    parse("[boot loader]\r\n"
          "timeout=0\r\n"
          "default=multi(0)disk(0)rdisk(0)partition(1)\\WINDOWS\r\n"
          "[operating systems]\r\n"
          "multi(0)disk(0)rdisk(0)partition(1)\\WINDOWS=\"Faultline\" /MAXMEM=8 /log=+paging\r\n"
          "[programs]\r\n"
          "; a comment\r\n"
          "C:\\PROGRAMS\\Application.exe one\r\n"
          "\r\n"
          "  \"C:\\PROGRAMS\\with space.exe\" two  \r\n");
    CHECK(ini.problem_count == 0);
    CHECK(ini.switch_count == 2);
    CHECK(strcmp(value("MAXMEM"), "8") == 0);
    CHECK(strcmp(value("LOG"), "+paging") == 0);
    CHECK(strcmp(ini.options, "/MAXMEM=8 /log=+paging") == 0);
    CHECK(ini.program_count == 2);
    CHECK(strcmp(ini.programs[0], "C:\\PROGRAMS\\Application.exe one") == 0);
    CHECK(strcmp(ini.programs[1], "\"C:\\PROGRAMS\\with space.exe\" two") == 0);
}

static void the_default_entry_is_chosen_wherever_it_stands(void)
{
    parse("[operating systems]\na=\"one\" /A\nb=\"two\" /B\n[boot loader]\ndefault = B \n");
    CHECK(ini.switch_count == 1 && strcmp(ini.switches[0].name, "B") == 0);
    CHECK(ini.problem_count == 0);
}

static void without_default_the_first_entry_counts(void)
{
    parse("[boot loader]\n[operating systems]\na=\"one\" /A\nb=\"two\" /B\n");
    CHECK(ini.switch_count == 1 && strcmp(ini.switches[0].name, "A") == 0);
    CHECK(ini.problem_count == 1 && has_problem("default", "missing"));
    parse("[boot loader]\ndefault=c\n[operating systems]\na=\"one\" /A\n");
    CHECK(ini.switch_count == 1 && has_problem("c", "missing"));
}

static void switches_take_equals_colon_or_nothing(void)
{
    parse_switches(" /3GB /UserVA=2560 /debugport:COM1\t/WHO=\"a b\" /NOEXECUTE=OptIn");
    CHECK(ini.switch_count == 5 && ini.problem_count == 0);
    CHECK(strcmp(value("3GB"), "none") == 0 && strcmp(value("USERVA"), "2560") == 0);
    CHECK(strcmp(value("DEBUGPORT"), "COM1") == 0 && strcmp(value("WHO"), "a b") == 0);
    CHECK(strcmp(ini.options, "/3GB /UserVA=2560 /debugport:COM1 /WHO=\"a b\" /NOEXECUTE=OptIn") == 0);
    CHECK(bootini_switch(&ini, "NOTHING") == NULL);
}

static void the_last_of_a_name_counts(void)
{
    parse_switches(" /A=1 /B /A=2");
    CHECK(strcmp(value("A"), "2") == 0);
}

static void titles_may_be_missing_or_hold_slashes(void)
{
    parse("[boot loader]\ndefault=a\n[operating systems]\na=\"a /b title\"/X=1\n");
    CHECK(ini.switch_count == 1 && strcmp(value("X"), "1") == 0);
    parse("[boot loader]\ndefault=a\n[operating systems]\na=/X=1\n");
    CHECK(ini.switch_count == 1 && ini.problem_count == 0);
    parse("[boot loader]\ndefault=a\n[operating systems]\na=plain title /X=1\n");
    CHECK(ini.switch_count == 1 && ini.problem_count == 0);
    parse("[boot loader]\ndefault=a\n[operating systems]\na=\"open title /X=1\n");
    CHECK(ini.switch_count == 0 && has_problem("\"open title /X=1", "malformed"));
}

static void malformed_switches_are_named_and_left_out(void)
{
    parse_switches(" /OK stray / /=3 /A= /B=\"open /C");
    CHECK(ini.switch_count == 1 && strcmp(ini.options, "/OK") == 0);
    CHECK(has_problem("stray", "malformed") && has_problem("/", "malformed"));
    CHECK(has_problem("/=3", "malformed") && has_problem("/A=", "malformed"));
    CHECK(has_problem("/B=\"open /C", "malformed"));
    parse_switches(" /A/B /C\x01=3 /D!");
    CHECK(ini.switch_count == 0 && ini.problem_count == 3);
}

static void what_is_missing_is_said(void)
{
    parse("");
    CHECK(ini.problem_count == 2);
    CHECK(has_problem("[boot loader]", "missing") && has_problem("[operating systems]", "missing"));
    CHECK(ini.switch_count == 0 && ini.program_count == 0 && strcmp(ini.options, "") == 0);
    CHECK(bootini_switch(&ini, "A") == NULL);
}

static void lines_that_mean_nothing_are_named(void)
{
    parse("stray\n[boot loader]\ndefault=a\nnonsense\nredirect=com1\n[operating "
          "systems]\na=\"x\"\nb\n[extra]\nz\n");
    CHECK(has_problem("stray", "malformed") && has_problem("nonsense", "malformed"));
    CHECK(has_problem("redirect=com1", "unknown") && has_problem("b", "malformed"));
    CHECK(has_problem("[extra]", "unknown") && ini.problem_count == 5);
}

static void too_many_switches_programs_and_problems(void)
{
    char text[BOOTINI_MAX_BYTES] = "";
    for (uint32_t i = 0; i < BOOTINI_MAX_SWITCHES + 2; i++)
        snprintf(text + strlen(text), 10, " /S%u", (unsigned)i);
    parse_switches(text);
    CHECK(ini.switch_count == BOOTINI_MAX_SWITCHES && ini.problem_count == 2);
    CHECK(has_problem("/S32", "too-many") && has_problem("/S33", "too-many"));
    strcpy(text, "[programs]\n");
    for (uint32_t i = 0; i < BOOTINI_MAX_PROGRAMS + 1; i++)
        snprintf(text + strlen(text), 10, "P%u\n", (unsigned)i);
    parse(text);
    CHECK(ini.program_count == BOOTINI_MAX_PROGRAMS && has_problem("P16", "too-many"));
    parse("1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    CHECK(ini.problem_count == 8 && has_problem("BOOT.INI", "too-many"));
}

static void a_file_that_is_too_long_is_cut_at_a_line(void)
{
    char text[2 * BOOTINI_MAX_BYTES];
    strcpy(text, "[boot loader]\ndefault=a\n[operating systems]\na=\"x\" /A\n[programs]\n");
    while (strlen(text) < BOOTINI_MAX_BYTES + 100)
        strcat(text, "; filler filler filler filler\n");
    strcpy(text + BOOTINI_MAX_BYTES - 10, "\nhalf a program line\nmore\n");
    parse(text);
    CHECK(ini.program_count == 0 && ini.switch_count == 1);
    CHECK(ini.problem_count == 1 && has_problem("half a program line", "too-long"));
    memset(text, 'x', sizeof text);
    parse_bytes(text, sizeof text);
    CHECK(ini.problem_count == 3 && strlen(ini.problems[0].text) == BOOTINI_MOST_TEXT);
    memset(text, '\n', sizeof text);
    parse_bytes(text, BOOTINI_MAX_BYTES);
    CHECK(ini.problem_count == 2);
}

/* A file of that many bytes whose last line is a program. */
static void parse_filled(uint32_t length)
{
    static const char head[] = "[boot loader]\ndefault=a\n[operating systems]\na=\"x\" /A\n[programs]\n";
    static char text[2 * BOOTINI_MAX_BYTES];
    memset(text, 'x', sizeof text);
    memcpy(text, head, sizeof head - 1);
    parse_bytes(text, length);
}

static void the_longest_file_is_read_to_its_last_byte(void)
{
    for (uint32_t length = BOOTINI_MAX_BYTES - 1; length <= BOOTINI_MAX_BYTES; length++) {
        parse_filled(length);
        CHECK(ini.problem_count == 0 && ini.program_count == 1 && strlen(ini.programs[0]) > 32767);
    }
    parse_filled(BOOTINI_MAX_BYTES + 1);
    CHECK(ini.program_count == 0 && ini.problem_count == 1 &&
          strlen(ini.problems[0].text) == BOOTINI_MOST_TEXT);
    CHECK(strcmp(ini.problems[0].reason, "too-long") == 0 && ini.switch_count == 1);
}

/* A switch of that many bytes, its slash not counted, behind another. */
static void parse_switch_of(uint32_t length)
{
    static char text[2 * BOOTINI_MAX_BYTES];
    strcpy(text, "[boot loader]\ndefault=a\n[operating systems]\na= /B /");
    memset(text + strlen(text), 'x', length);
    parse(text);
}

static void a_switch_may_fill_the_file(void)
{
    const uint32_t most = BOOTINI_MAX_BYTES - 51;
    for (uint32_t length = most - 1; length <= most; length++) {
        parse_switch_of(length);
        CHECK(ini.switch_count == 2 && strlen(ini.switches[1].name) == length);
        CHECK(strlen(ini.options) == length + 4 && ini.problem_count == 0);
    }
    parse_switch_of(most + 1);
    CHECK(ini.switch_count == 0);
}

static void any_bytes_are_survived(void)
{
    parse_bytes("\0\0\0[programs]\n\0x\n", 17);
    CHECK(ini.problem_count != 0);
    parse_bytes("\xef\xbb\xbf[programs]\nC:\\Gr\xc3\xbc.exe", 25);
    CHECK(ini.program_count == 1 && strcmp(ini.programs[0], "C:\\Gr\xc3\xbc.exe") == 0);
    parse_bytes("[programs]\na\0b", 14);
    CHECK(ini.program_count == 0 && has_problem("a?b", "malformed"));
    parse_bytes("[", 1);
    CHECK(has_problem("[", "unknown"));
}

static void numbers_are_judged(void)
{
    uint32_t number = 77;
    parse_switches(" /A=8 /B=4294967295 /C=4294967296 /D=8MB /E /F=-1 /G=0000000000000000000000009 "
                   "/H=99999999999999999999");
    CHECK(bootini_number(bootini_switch(&ini, "A"), 0, 8, &number) && number == 8);
    CHECK(!bootini_number(bootini_switch(&ini, "A"), 9, 10, &number));
    CHECK(!bootini_number(bootini_switch(&ini, "A"), 0, 7, &number));
    CHECK(bootini_number(bootini_switch(&ini, "B"), 0, UINT32_MAX, &number) && number == UINT32_MAX);
    CHECK(!bootini_number(bootini_switch(&ini, "C"), 0, UINT32_MAX, &number));
    CHECK(!bootini_number(bootini_switch(&ini, "D"), 0, 100, &number));
    CHECK(!bootini_number(bootini_switch(&ini, "E"), 0, 100, &number));
    CHECK(!bootini_number(bootini_switch(&ini, "F"), 0, 100, &number));
    CHECK(bootini_number(bootini_switch(&ini, "G"), 0, 100, &number) && number == 9);
    CHECK(!bootini_number(bootini_switch(&ini, "H"), 0, UINT32_MAX, &number));
    CHECK(!bootini_number(NULL, 0, 100, &number));
    CHECK(number == 9);
}

int main(void)
{
    RUN(the_example_of_the_header_parses);
    RUN(the_default_entry_is_chosen_wherever_it_stands);
    RUN(without_default_the_first_entry_counts);
    RUN(switches_take_equals_colon_or_nothing);
    RUN(the_last_of_a_name_counts);
    RUN(titles_may_be_missing_or_hold_slashes);
    RUN(malformed_switches_are_named_and_left_out);
    RUN(what_is_missing_is_said);
    RUN(lines_that_mean_nothing_are_named);
    RUN(too_many_switches_programs_and_problems);
    RUN(a_file_that_is_too_long_is_cut_at_a_line);
    RUN(the_longest_file_is_read_to_its_last_byte);
    RUN(a_switch_may_fill_the_file);
    RUN(any_bytes_are_survived);
    RUN(numbers_are_judged);
    return unit_end();
}
