/* ECHO, and what else only says something. */
#include "images/cmd/builtin.h"

#include <string.h>
#include "images/cmd/ascii.h"
#include "images/cmd/input.h"
#include "images/cmd/out.h"
#include "images/cmd/shell.h"
#include "images/cmd/variable.h"
#include "images/cmd/words.h"

#define VERSION "Faultline CMD.EXE [Version 6.1]"

int builtin_echo(const char *arguments)
{
    const char *word = words_bare(arguments);
    if (*arguments && !ascii_is_delimiter(*arguments) && *arguments != '"')
        out_line(arguments + 1); /* ECHO. and its like: whatever follows is text */
    else if (!*word)
        out_line(shell_echo() ? "ECHO is on." : "ECHO is off.");
    else if (ascii_same(word, "on") || ascii_same(word, "off"))
        shell_echo_set(ascii_same(word, "on"));
    else
        out_line(arguments + (*arguments != '"'));
    return 0;
}

int builtin_nothing(const char *arguments)
{
    (void)arguments;
    return 0;
}

int builtin_ver(const char *arguments)
{
    (void)arguments;
    out_line("");
    out_line(VERSION);
    return 0;
}

/* What clears a terminal. */
int builtin_cls(const char *arguments)
{
    (void)arguments;
    out("\x1b[H\x1b[2J");
    return 0;
}

int builtin_pause(const char *arguments)
{
    (void)arguments;
    out("Press any key to continue . . . ");
    out_flush();
    input_line();
    return 0;
}

int builtin_vol(const char *arguments)
{
    WCHAR label[MAX_PATH];
    DWORD serial;
    (void)arguments;
    if (!GetVolumeInformationW(L"C:\\", label, MAX_PATH, &serial, NULL, NULL, NULL, 0))
        return out_error(GetLastError());
    out(*label ? " Volume in drive C is " : " Volume in drive C has no label.");
    out_line(narrow(label));
    out(" Volume Serial Number is ");
    char text[] = "0000-0000";
    for (unsigned i = 0; i < 8; i++, serial <<= 4)
        text[i + (i > 3)] = "0123456789ABCDEF"[serial >> 28];
    out_line(text);
    return 0;
}

/* Shown only: nobody sets the clock of this machine from here. */
static int show(const char *arguments, const char *before, const char *variable)
{
    struct words words = words_read(arguments, "");
    bool bare = words_switch(&words, "/t");
    if (words.count) {
        out_wrong("The clock cannot be set from here.");
        return 1;
    }
    out(bare ? "" : before);
    out_line(variable_value(variable));
    return 0;
}

int builtin_date(const char *arguments)
{
    return show(arguments, "The current date is: ", "DATE");
}

int builtin_time(const char *arguments)
{
    return show(arguments, "The current time is: ", "TIME");
}
