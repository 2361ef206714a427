#include "sched/driver/driversini.h"

#include <string.h>
#include "firmware/ascii.h"

#define BLANKS    " \t\r"
#define REMARK    ';'
#define ID_DIGITS 4u

/* ---- words ---- */

static bool is_blank(char c)
{
    return c != 0 && strchr(BLANKS, c);
}

static bool is_name_character(char c)
{
    char upper = ascii_upper(c);
    return (upper >= 'A' && upper <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/* What stands behind a name and the blanks that follow it. NULL: there is none, or it is too long. */
static const char *read_name(const char *at, char name[DRIVER_NAME_BYTES])
{
    uint32_t length = 0;
    while (is_name_character(at[length]))
        length++;
    if (length == 0 || length >= DRIVER_NAME_BYTES)
        return NULL;
    memcpy(name, at, length);
    name[length] = 0;
    return at + length + strspn(at + length, BLANKS);
}

static bool read_id(const char *at, uint16_t *id)
{
    *id = 0;
    for (uint32_t i = 0; i < ID_DIGITS; i++) {
        char c = ascii_upper(at[i]);
        bool letter = c >= 'A' && c <= 'F';
        if (!letter && !(c >= '0' && c <= '9'))
            return false;
        *id = (uint16_t)(*id << 4 | (letter ? c - 'A' + 10 : c - '0'));
    }
    return true;
}

/* "1234:11e8", or nothing. */
static bool read_device(const char *at, struct drivers_ini_entry *entry)
{
    entry->has_device = *at != 0;
    return *at == 0 || (read_id(at, &entry->vendor) && at[ID_DIGITS] == ':' &&
                        read_id(at + ID_DIGITS + 1, &entry->device) && at[2 * ID_DIGITS + 1] == 0);
}

/* ---- lines ---- */

static bool read_boot(struct drivers_ini_entry *entry)
{
    const char *behind = read_name(entry->line, entry->file);
    return behind && *behind == 0;
}

static bool read_demand(struct drivers_ini_entry *entry)
{
    const char *at = read_name(entry->line, entry->link);
    if (!at || *at != '=')
        return false;
    at = read_name(at + 1 + strspn(at + 1, BLANKS), entry->file);
    return at && read_device(at, entry);
}

/* False: it is longer, or has a NUL in it, which would hide the rest. */
static bool take_line(struct drivers_ini *ini, char line[DRIVERS_INI_LINE])
{
    const char *start = ini->text + ini->at, *end = memchr(start, '\n', ini->bytes - ini->at);
    uint32_t length = end ? (uint32_t)(end - start) : ini->bytes - ini->at;
    ini->at += length + (end != NULL);
    while (length > 0 && is_blank(start[length - 1]))
        length--;
    for (; length > 0 && is_blank(*start); length--)
        start++;
    uint32_t told = length < DRIVERS_INI_LINE ? length : DRIVERS_INI_LINE - 1;
    memcpy(line, start, told);
    line[told] = 0;
    return told == length && !memchr(line, 0, length);
}

/* The head of a section says what the lines behind it are. */
static bool take_head(struct drivers_ini *ini, const char *line)
{
    static const char *const heads[] = {[DRIVERS_INI_BOOT] = "[boot]", [DRIVERS_INI_DEMAND] = "[demand]"};
    for (uint32_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        if (strcmp(line, heads[i]) == 0) {
            ini->in_section = true;
            ini->section = (enum drivers_ini_kind)i;
            return true;
        }
    return false;
}

static bool read_entry(const struct drivers_ini *ini, struct drivers_ini_entry *entry)
{
    if (!ini->in_section)
        return false;
    return ini->section == DRIVERS_INI_BOOT ? read_boot(entry) : read_demand(entry);
}

bool drivers_ini_next(struct drivers_ini *ini, struct drivers_ini_entry *entry)
{
    while (ini->at < ini->bytes) {
        *entry = (struct drivers_ini_entry){.kind = DRIVERS_INI_MALFORMED};
        bool whole = take_line(ini, entry->line);
        if (whole && (entry->line[0] == 0 || entry->line[0] == REMARK || take_head(ini, entry->line)))
            continue;
        if (whole && read_entry(ini, entry))
            entry->kind = ini->section;
        return true;
    }
    return false;
}
