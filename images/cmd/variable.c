#include "images/cmd/variable.h"

#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/shell.h"

#define EXTENSIONS_VERSION "2"

static const char *number_text(long number)
{
    struct text text = text_make(32);
    text_add_number(&text, number);
    return text.at;
}

static void add_two(struct text *text, unsigned number)
{
    text_add(text, (char)('0' + number / 10 % 10));
    text_add(text, (char)('0' + number % 10));
}

const char *variable_date(const SYSTEMTIME *time)
{
    struct text text = text_make(32);
    add_two(&text, time->wMonth);
    text_add(&text, '/');
    add_two(&text, time->wDay);
    text_add(&text, '/');
    text_add_number(&text, time->wYear);
    return text.at;
}

const char *variable_clock(const SYSTEMTIME *time)
{
    struct text text = text_make(32);
    add_two(&text, time->wHour % 12 ? time->wHour % 12u : 12);
    text_add(&text, ':');
    add_two(&text, time->wMinute);
    text_add_string(&text, time->wHour < 12 ? " AM" : " PM");
    return text.at;
}

static const char *date_now(void)
{
    static const char days[7][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    SYSTEMTIME now;
    GetLocalTime(&now);
    struct text text = text_make(32);
    text_add_string(&text, days[now.wDayOfWeek % 7]);
    text_add(&text, ' ');
    text_add_string(&text, variable_date(&now));
    return text.at;
}

static const char *time_now(void)
{
    SYSTEMTIME now;
    GetLocalTime(&now);
    struct text text = text_make(32);
    add_two(&text, now.wHour);
    text_add(&text, ':');
    add_two(&text, now.wMinute);
    text_add(&text, ':');
    add_two(&text, now.wSecond);
    text_add(&text, '.');
    add_two(&text, now.wMilliseconds / 10u);
    if (text.at[0] == '0')
        text.at[0] = ' ';
    return text.at;
}

/* 0 to 32767, and in each run the same: nothing here is random. */
static const char *random_next(void)
{
    static DWORD state = 1;
    state = state * 214013 + 2531011;
    return number_text((long)(state >> 16 & 0x7fff));
}

static const char *folder_now(void)
{
    WCHAR *folder = arena_take((PATH_MOST + 1) * sizeof *folder);
    GetCurrentDirectoryW(PATH_MOST, folder);
    return narrow(folder);
}

static const char *level_now(void)
{
    return number_text(shell_errorlevel());
}

static const char *version(void)
{
    return EXTENSIONS_VERSION;
}

static const char *command_line(void)
{
    return narrow(GetCommandLineW());
}

static const struct {
    const char *name;
    const char *(*value)(void);
} dynamic[] = {
    {"CD", folder_now},         {"DATE", date_now},        {"TIME", time_now},
    {"RANDOM", random_next},    {"ERRORLEVEL", level_now}, {"CMDCMDLINE", command_line},
    {"CMDEXTVERSION", version},
};

static const char *dynamic_value(const char *name)
{
    for (unsigned i = 0; i < sizeof dynamic / sizeof dynamic[0]; i++)
        if (ascii_same(name, dynamic[i].name))
            return dynamic[i].value();
    return NULL;
}

const char *variable_value(const char *name)
{
    const WCHAR *of = wide(name);
    DWORD units = GetEnvironmentVariableW(of, NULL, 0);
    if (!units)
        return dynamic_value(name);
    WCHAR *value = arena_take(units * sizeof *value);
    GetEnvironmentVariableW(of, value, units);
    return narrow(value);
}

bool variable_set(const char *name, const char *value)
{
    return SetEnvironmentVariableW(wide(name), value ? wide(value) : NULL);
}

const WCHAR *variable_block(void)
{
    WCHAR *block = GetEnvironmentStringsW();
    const WCHAR *end = block;
    while (*end)
        end += lstrlenW(end) + 1;
    size_t bytes = (size_t)(end - block + 1) * sizeof *block;
    WCHAR *copy = arena_take(bytes);
    CopyMemory(copy, block, bytes);
    FreeEnvironmentStringsW(block);
    return copy;
}
