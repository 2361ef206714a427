#include "images/cmd/control.h"

#include "images/cmd/ascii.h"
#include "images/cmd/input.h"
#include "images/cmd/out.h"
#include "images/cmd/shell.h"
#include "images/cmd/win.h"

#define TOLD_WITHIN 100u /* milliseconds */

/* Runs in a thread of its own. */
static BOOL WINAPI on_control(DWORD event)
{
    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        return FALSE;
    shell_interrupt();
    return TRUE;
}

void control_start(void)
{
    SetConsoleCtrlHandler(on_control, TRUE);
}

/* Who is deaf to control-C, because whoever started it is, is not told. */
void control_await(void)
{
    for (unsigned tries = 0; tries < TOLD_WITHIN && shell_stop() == STOP_NOT; tries++)
        Sleep(1);
    shell_interrupt();
}

/* Control-C is no answer. */
static const char *answer(void)
{
    const char *line;
    do {
        shell_go_on();
        out("Terminate batch job (Y/N)? ");
        out_flush();
        line = input_line();
    } while (!line && shell_stop() == STOP_CONTROL);
    return line ? ascii_skip_blanks(line) : "y";
}

void control_ask(void)
{
    out_line("^C");
    char first;
    do
        first = ascii_upper(*answer());
    while (first != 'Y' && first != 'N');
    if (first == 'N')
        return;
    shell_errorlevel_set(SHELL_INTERRUPTED);
    shell_stop_set(STOP_BATCH);
}
