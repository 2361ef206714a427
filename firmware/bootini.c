#include "firmware/bootini.h"

#include <stddef.h>
#include <string.h>
#include "firmware/ascii.h"
#include "firmware/initcode.h"
#include "firmware/panic.h"

/* A piece of the file's text. */
struct span {
    const char *at;
    uint32_t length;
};

enum section { SECTION_NONE, SECTION_LOADER, SECTION_SYSTEMS, SECTION_PROGRAMS, SECTION_UNKNOWN };

/* What lives while one file is parsed. */
struct parse {
    struct bootini *ini;
    uint32_t used;    /* bytes of ini->storage */
    struct span left; /* text still to be read */
    enum section section;
    struct span default_system; /* value of default= */
    struct span chosen;         /* the default entry's line, or the first there is */
    bool found_loader, found_default, found_systems, found_chosen;
};

#define MAX_PROBLEMS (sizeof((struct bootini *)0)->problems / sizeof(struct bootini_problem))

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_control(char c)
{
    return ((uint8_t)c < 0x20 && c != '\t') || c == 0x7f;
}

static struct span span_skip(struct span span, uint32_t count)
{
    ASSERT(count <= span.length);
    return (struct span){span.at + count, span.length - count};
}

static struct span span_trim(struct span span)
{
    while (span.length != 0 && is_blank(span.at[0]))
        span = span_skip(span, 1);
    while (span.length != 0 && is_blank(span.at[span.length - 1]))
        span.length--;
    return span;
}

static uint32_t span_find(struct span span, char c)
{
    const char *found = span.length != 0 ? memchr(span.at, c, span.length) : NULL;
    return found ? (uint32_t)(found - span.at) : span.length;
}

static bool span_equal(struct span a, struct span b)
{
    if (a.length != b.length)
        return false;
    for (uint32_t i = 0; i < a.length; i++)
        if (ascii_upper(a.at[i]) != ascii_upper(b.at[i]))
            return false;
    return true;
}

static bool span_is(struct span span, const char *text)
{
    return span_equal(span, (struct span){text, (uint32_t)strlen(text)});
}

static bool span_has_control(struct span span)
{
    for (uint32_t i = 0; i < span.length; i++)
        if (is_control(span.at[i]))
            return true;
    return false;
}

/* Copies text to the storage, NUL-terminated; a NUL in it becomes '?'. NULL when the storage is full. */
static char *keep(struct parse *parse, struct span span)
{
    if (span.length >= sizeof parse->ini->storage - parse->used)
        return NULL;
    char *copy = parse->ini->storage + parse->used;
    for (uint32_t i = 0; i < span.length; i++)
        copy[i] = span.at[i] != 0 ? span.at[i] : '?';
    copy[span.length] = 0;
    parse->used += span.length + 1;
    return copy;
}

/* The last place tells that there were more. */
static void problem(struct parse *parse, struct span text, const char *reason)
{
    struct bootini *ini = parse->ini;
    if (ini->problem_count == MAX_PROBLEMS) {
        ini->problems[MAX_PROBLEMS - 1] = (struct bootini_problem){"BOOT.INI", "too-many"};
        return;
    }
    if (text.length > BOOTINI_MOST_TEXT)
        text.length = BOOTINI_MOST_TEXT;
    const char *copy = keep(parse, text);
    ini->problems[ini->problem_count++] = (struct bootini_problem){copy != NULL ? copy : "", reason};
}

static void problem_text(struct parse *parse, const char *text, const char *reason)
{
    problem(parse, (struct span){text, (uint32_t)strlen(text)}, reason);
}

/*
 * Lines.
 */
static bool next_line(struct parse *parse, struct span *line)
{
    if (parse->left.length == 0)
        return false;
    uint32_t end = span_find(parse->left, '\n');
    *line = (struct span){parse->left.at, end};
    parse->left = span_skip(parse->left, end < parse->left.length ? end + 1 : end);
    if (line->length != 0 && line->at[line->length - 1] == '\r')
        line->length--;
    *line = span_trim(*line);
    return true;
}

static void begin(struct parse *parse, struct span text)
{
    parse->left = text;
    parse->section = SECTION_NONE;
    if (text.length >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0)
        parse->left = span_skip(text, 3); /* Notepad's byte order mark */
}

static enum section section_named(struct span line)
{
    if (span_is(line, "[boot loader]"))
        return SECTION_LOADER;
    if (span_is(line, "[operating systems]"))
        return SECTION_SYSTEMS;
    return span_is(line, "[programs]") ? SECTION_PROGRAMS : SECTION_UNKNOWN;
}

/* The next line with something in it. Headers of known sections set parse->section and are not given; an
 * unknown one is given, as an item of the unknown section. */
static bool next_item(struct parse *parse, struct span *line)
{
    while (next_line(parse, line)) {
        if (line->length == 0 || line->at[0] == ';')
            continue;
        if (line->at[0] != '[')
            return true;
        parse->section = section_named(*line);
        parse->found_loader |= parse->section == SECTION_LOADER;
        parse->found_systems |= parse->section == SECTION_SYSTEMS;
        if (parse->section == SECTION_UNKNOWN)
            return true;
    }
    return false;
}

/*
 * First pass: everything but the entries of [operating systems], because default= may stand behind them.
 */
static void loader_line(struct parse *parse, struct span line)
{
    uint32_t equals = span_find(line, '=');
    struct span key = span_trim((struct span){line.at, equals});
    if (equals == line.length || span_has_control(line)) {
        problem(parse, line, "malformed");
    } else if (span_is(key, "default")) {
        parse->default_system = span_trim(span_skip(line, equals + 1));
        parse->found_default = true;
    } else if (!span_is(key, "timeout")) { /* there is no menu to wait in */
        problem(parse, line, "unknown");
    }
}

static void program_line(struct parse *parse, struct span line)
{
    struct bootini *ini = parse->ini;
    if (span_has_control(line)) {
        problem(parse, line, "malformed");
        return;
    }
    const char *copy = ini->program_count < BOOTINI_MAX_PROGRAMS ? keep(parse, line) : NULL;
    if (copy == NULL) {
        problem(parse, line, "too-many");
        return;
    }
    ini->programs[ini->program_count++] = copy;
}

static void first_pass(struct parse *parse, struct span text)
{
    struct span line;
    begin(parse, text);
    while (next_item(parse, &line))
        if (parse->section == SECTION_LOADER)
            loader_line(parse, line);
        else if (parse->section == SECTION_PROGRAMS)
            program_line(parse, line);
        else if (parse->section == SECTION_UNKNOWN && line.at[0] == '[')
            problem(parse, line, "unknown");
        else if (parse->section == SECTION_NONE)
            problem(parse, line, "malformed");
}

/*
 * Second pass: the default entry's line. Like NT's loader it falls back on the first entry.
 */
static void entry_line(struct parse *parse, struct span line)
{
    uint32_t equals = span_find(line, '=');
    struct span key = span_trim((struct span){line.at, equals});
    if (equals == line.length) {
        problem(parse, line, "malformed");
        return;
    }
    if (parse->chosen.at == NULL)
        parse->chosen = span_skip(line, equals + 1);
    if (!parse->found_chosen && span_equal(key, parse->default_system)) {
        parse->chosen = span_skip(line, equals + 1);
        parse->found_chosen = true;
    }
}

static void second_pass(struct parse *parse, struct span text)
{
    struct span line;
    begin(parse, text);
    while (next_item(parse, &line))
        if (parse->section == SECTION_SYSTEMS)
            entry_line(parse, line);
}

/*
 * The switches of the chosen entry: "title" /NAME /NAME=value /NAME:"a value".
 */
static struct span next_token(struct span *rest)
{
    bool quoted = false;
    *rest = span_trim(*rest);
    uint32_t end = 0;
    while (end < rest->length && (quoted || !is_blank(rest->at[end])))
        quoted ^= rest->at[end++] == '"';
    struct span token = {rest->at, end};
    *rest = span_skip(*rest, end);
    return token;
}

static bool is_name_char(char c)
{
    c = ascii_upper(c);
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static uint32_t name_length(struct span span)
{
    uint32_t length = 0;
    while (length < span.length && is_name_char(span.at[length]))
        length++;
    return length;
}

/* Takes the quotes off a value that is quoted as a whole. False: empty, or a quote that is not closed. */
static bool unquote(struct span *value)
{
    uint32_t quotes = 0;
    for (uint32_t i = 0; i < value->length; i++)
        quotes += value->at[i] == '"';
    if (quotes == 2 && value->at[0] == '"' && value->at[value->length - 1] == '"')
        *value = (struct span){value->at + 1, value->length - 2};
    return value->length != 0 && quotes % 2 == 0;
}

/* Splits "/NAME=value"; a switch without value leaves value->at NULL. */
static bool split_switch(struct span token, struct span *name, struct span *value)
{
    *value = (struct span){NULL, 0};
    if (token.length < 2 || token.at[0] != '/' || span_has_control(token))
        return false;
    token = span_skip(token, 1);
    *name = (struct span){token.at, name_length(token)};
    if (name->length == token.length)
        return true;
    *value = span_skip(token, name->length + 1);
    char separator = token.at[name->length];
    return name->length != 0 && (separator == '=' || separator == ':') && unquote(value);
}

static bool keep_switch(struct parse *parse, struct span name, struct span value)
{
    struct bootini *ini = parse->ini;
    char *upper = ini->switch_count < BOOTINI_MAX_SWITCHES ? keep(parse, name) : NULL;
    char *copy = upper != NULL && value.at != NULL ? keep(parse, value) : NULL;
    if (upper == NULL || (value.at != NULL && copy == NULL))
        return false;
    for (char *c = upper; *c != 0; c++)
        *c = ascii_upper(*c);
    ini->switches[ini->switch_count++] = (struct bootini_switch){upper, copy};
    return true;
}

/* A blank and the switch behind the options so far; `options` has room for the whole line. */
static void append_option(char *options, struct span token)
{
    size_t length = strlen(options);
    if (length != 0)
        options[length++] = ' ';
    memcpy(options + length, token.at, token.length);
    options[length + token.length] = 0;
}

/* The title is quoted, or ends where the first switch begins. One without its second quote takes all the
 * line. */
static struct span skip_title(struct parse *parse, struct span line)
{
    line = span_trim(line);
    if (line.length == 0 || line.at[0] != '"')
        return span_skip(line, span_find(line, '/'));
    struct span rest = span_skip(line, 1);
    uint32_t end = span_find(rest, '"');
    if (end == rest.length) {
        problem(parse, line, "malformed");
        return span_skip(rest, end);
    }
    return span_skip(rest, end + 1);
}

/* What is accepted can only get shorter on its way to the options, so the copy of the line that makes room
 * for them is large enough. */
static void parse_switches(struct parse *parse)
{
    struct span rest = skip_title(parse, parse->chosen);
    char *options = keep(parse, rest);
    if (options == NULL) {
        problem(parse, rest, "too-long");
        return;
    }
    options[0] = 0;
    parse->ini->options = options;
    while (rest = span_trim(rest), rest.length != 0) {
        struct span token = next_token(&rest), name, value;
        if (!split_switch(token, &name, &value))
            problem(parse, token, "malformed");
        else if (!keep_switch(parse, name, value))
            problem(parse, token, "too-many");
        else
            append_option(options, token);
    }
}

/* Cuts the text at the last whole line that fits: half a command line is worse than none. */
static struct span cut(struct parse *parse, struct span text)
{
    if (text.length <= BOOTINI_MAX_BYTES)
        return text;
    uint32_t end = BOOTINI_MAX_BYTES;
    while (end != 0 && text.at[end - 1] != '\n')
        end--;
    struct span lost = span_skip(text, end);
    lost.length = span_find(lost, '\n');
    problem(parse, span_trim(lost), "too-long");
    text.length = end;
    return text;
}

static void check_complete(struct parse *parse)
{
    if (!parse->found_loader)
        problem_text(parse, "[boot loader]", "missing");
    else if (!parse->found_default)
        problem_text(parse, "default", "missing");
    if (!parse->found_systems)
        problem_text(parse, "[operating systems]", "missing");
    else if (parse->found_default && !parse->found_chosen)
        problem(parse, parse->default_system, "missing");
}

INIT_CODE void bootini_parse(struct bootini *ini, const char *text, uint32_t length)
{
    struct parse parse = {.ini = ini};
    ASSERT(ini && (text || length == 0));
    memset(ini, 0, offsetof(struct bootini, storage));
    ini->options = "";
    struct span whole = cut(&parse, (struct span){text, length});
    first_pass(&parse, whole);
    second_pass(&parse, whole);
    check_complete(&parse);
    if (parse.chosen.at != NULL)
        parse_switches(&parse);
}

const struct bootini_switch *bootini_switch(const struct bootini *ini, const char *name)
{
    ASSERT(name && *name);
    for (uint32_t i = ini->switch_count; i-- != 0;)
        if (strcmp(ini->switches[i].name, name) == 0)
            return &ini->switches[i];
    return NULL;
}

bool bootini_flag(const struct bootini *ini, const char *name)
{
    for (uint32_t i = 0; i < ini->switch_count; i++)
        if (strcmp(ini->switches[i].name, name) == 0 && ini->switches[i].value == NULL)
            return true;
    return false;
}

bool bootini_number(const struct bootini_switch *item, uint32_t low, uint32_t high, uint32_t *out)
{
    ASSERT(low <= high && out);
    if (item == NULL || item->value == NULL || item->value[0] == 0)
        return false;
    uint64_t number = 0;
    for (const char *digit = item->value; *digit != 0; digit++) {
        if (*digit < '0' || *digit > '9')
            return false;
        number = number * 10 + (uint32_t)(*digit - '0');
        if (number > high)
            return false;
    }
    if (number < low)
        return false;
    *out = (uint32_t)number;
    return true;
}
