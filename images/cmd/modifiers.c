#include "images/cmd/modifiers.h"

#include <string.h>
#include "images/cmd/ascii.h"
#include "images/cmd/variable.h"
#include "images/cmd/words.h"

static bool has(const char *modifiers, char letter)
{
    for (; *modifiers; modifiers++)
        if (ascii_upper(*modifiers) == letter)
            return true;
    return false;
}

static void separate(struct text *out, size_t begin)
{
    if (out->length > begin)
        text_add(out, ' ');
}

static void add_attributes(DWORD attributes, struct text *out)
{
    static const struct {
        DWORD bit;
        char letter;
    } bits[] = {{FILE_ATTRIBUTE_DIRECTORY, 'd'},
                {FILE_ATTRIBUTE_READONLY, 'r'},
                {FILE_ATTRIBUTE_ARCHIVE, 'a'},
                {FILE_ATTRIBUTE_HIDDEN, 'h'},
                {FILE_ATTRIBUTE_SYSTEM, 's'}};
    for (unsigned i = 0; i < sizeof bits / sizeof bits[0]; i++)
        text_add(out, attributes & bits[i].bit ? bits[i].letter : '-');
    text_add_string(out, "----");
}

static void add_time(const FILETIME *written, struct text *out)
{
    FILETIME local;
    SYSTEMTIME time;
    FileTimeToLocalFileTime(written, &local);
    FileTimeToSystemTime(&local, &time);
    text_add_string(out, variable_date(&time));
    text_add(out, ' ');
    text_add_string(out, variable_clock(&time));
}

static void add_facts(const char *modifiers, const char *path, struct text *out)
{
    WIN32_FILE_ATTRIBUTE_DATA facts;
    size_t begin = out->length;
    if (!GetFileAttributesExW(wide(path), GetFileExInfoStandard, &facts))
        return;
    if (has(modifiers, 'A'))
        add_attributes(facts.dwFileAttributes, out);
    if (has(modifiers, 'T')) {
        separate(out, begin);
        add_time(&facts.ftLastWriteTime, out);
    }
    if (has(modifiers, 'Z')) {
        separate(out, begin);
        text_add_number(out, (long)facts.nFileSizeLow);
    }
}

static void add_parts(const char *modifiers, const char *full, struct text *out)
{
    const char *name = strrchr(full, '\\');
    name = name ? name + 1 : full;
    const char *dot = strrchr(name, '.');
    const char *extension = dot ? dot : name + strlen(name);
    bool all = has(modifiers, 'F') ||
               !(has(modifiers, 'D') || has(modifiers, 'P') || has(modifiers, 'N') || has(modifiers, 'X'));
    size_t drive = name - full < 2 ? 0 : 2;
    if (all || has(modifiers, 'D'))
        text_add_bytes(out, full, drive);
    if (all || has(modifiers, 'P'))
        text_add_bytes(out, full + drive, (size_t)(name - full) - drive);
    if (all || has(modifiers, 'N'))
        text_add_bytes(out, name, (size_t)(extension - name));
    if (all || has(modifiers, 'X'))
        text_add_string(out, extension);
}

void modifiers_describe(const char *modifiers, const char *value, struct text *out)
{
    const char *bare = words_bare(value);
    bool facts = has(modifiers, 'A') || has(modifiers, 'T') || has(modifiers, 'Z');
    bool parts = strpbrk(modifiers, "fdpnxsFDPNXS") != NULL;
    if (!*modifiers) {
        text_add_string(out, bare);
        return;
    }
    const char *full = path_full(bare);
    size_t begin = out->length;
    if (facts)
        add_facts(modifiers, full, out);
    if (parts && facts)
        separate(out, begin);
    if (parts)
        add_parts(modifiers, full, out);
}
