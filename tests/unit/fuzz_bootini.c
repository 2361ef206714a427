// sources: firmware/bootini.c
#include <string.h>
#include "firmware/bootini.h"
#include "tests/unit/fuzz.h"

static const char *const pieces[] = {
    "[boot loader]",
    "[operating systems]",
    "[programs]",
    "[",
    "]",
    "\n",
    "\r\n",
    "=",
    "default=a",
    "default=",
    "a=\"t\"",
    "a=",
    "b=\"",
    " /MAXMEM=8",
    " /",
    "/3GB",
    ":",
    "\"",
    ";",
    "\t",
    " ",
    "timeout=0",
    "\xef\xbb\xbf",
    "C:\\X.EXE",
    "\\",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "\n\n/A /B=1",
};

static uint32_t text_make(char *text, uint32_t room)
{
    uint32_t length = 0, wanted = fuzz_below(200);
    while (wanted-- != 0) {
        const char *piece = pieces[fuzz_below(sizeof pieces / sizeof pieces[0])];
        uint32_t bytes = (uint32_t)strlen(piece);
        if (bytes <= room - length) {
            memcpy(text + length, piece, bytes);
            length += bytes;
        }
    }
    for (uint32_t i = fuzz_below(8); length != 0 && i != 0; i--)
        text[fuzz_below(length)] = (char)fuzz_random();
    return length;
}

/* Every string lies, with its NUL, in the storage. */
static bool is_kept(const struct bootini *ini, const char *text)
{
    const char *end = ini->storage + sizeof ini->storage;
    return text >= ini->storage && text < end && memchr(text, 0, (size_t)(end - text)) != NULL;
}

static void check_switches(const struct bootini *ini)
{
    FUZZ_HOLDS(ini->switch_count <= BOOTINI_MAX_SWITCHES);
    for (uint32_t i = 0; i < ini->switch_count; i++) {
        const struct bootini_switch *item = &ini->switches[i];
        uint32_t number;
        FUZZ_HOLDS(is_kept(ini, item->name) && item->name[0] != 0);
        FUZZ_HOLDS(item->value == NULL || (is_kept(ini, item->value) && item->value[0] != 0));
        FUZZ_HOLDS(bootini_switch(ini, item->name) != NULL);
        FUZZ_HOLDS(!bootini_number(item, 5, 100, &number) || (number >= 5 && number <= 100));
        for (const char *c = item->name; *c != 0; c++)
            FUZZ_HOLDS(*c != '/' && *c != ' ' && !(*c >= 'a' && *c <= 'z'));
    }
}

static void round_run(void)
{
    static char text[3 * BOOTINI_MAX_BYTES];
    static struct bootini ini;
    uint32_t length = text_make(text, sizeof text);
    char *exact = malloc(length != 0 ? length : 1);
    memcpy(exact, text, length);
    memset(&ini, 0xa5, sizeof ini);
    bootini_parse(&ini, exact, length);
    free(exact);
    check_switches(&ini);
    FUZZ_HOLDS(ini.program_count <= BOOTINI_MAX_PROGRAMS && ini.problem_count <= 8);
    for (uint32_t i = 0; i < ini.program_count; i++)
        FUZZ_HOLDS(is_kept(&ini, ini.programs[i]) && ini.programs[i][0] != 0);
    for (uint32_t i = 0; i < ini.problem_count; i++)
        FUZZ_HOLDS(strlen(ini.problems[i].text) <= 64 && ini.problems[i].reason[0] != 0);
    FUZZ_HOLDS(ini.options[0] == 0 || is_kept(&ini, ini.options));
}

int main(int count, char **arguments)
{
    return fuzz_main(count, arguments, "fuzz_bootini", 150000, round_run);
}
