/* What stands before a command. (Microsoft: "prompt".) */
#include "images/cmd/run.h"

#include "images/cmd/ascii.h"
#include "images/cmd/out.h"
#include "images/cmd/variable.h"

static const struct {
    char letter;
    const char *text;
} plain[] = {{'A', "&"}, {'B', "|"}, {'C', "("}, {'F', ")"},    {'G', ">"}, {'L', "<"},
             {'Q', "="}, {'S', " "}, {'$', "$"}, {'_', "\r\n"}, {'N', "C"}, {'E', "\x1b"}};

static void show_letter(char letter)
{
    if (letter == 'P')
        out(variable_value("CD"));
    else if (letter == 'D')
        out(variable_value("DATE"));
    else if (letter == 'T')
        out(variable_value("TIME"));
    for (unsigned i = 0; i < sizeof plain / sizeof plain[0]; i++)
        if (plain[i].letter == letter)
            out(plain[i].text);
}

void run_prompt(void)
{
    const char *form = variable_value("PROMPT");
    for (form = form ? form : "$P$G"; *form; form++)
        if (*form == '$' && form[1]) {
            show_letter(ascii_upper(*++form));
        } else {
            char text[2] = {*form, 0};
            out(text);
        }
    out_flush();
}
