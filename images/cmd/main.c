/* CMD.EXE: from its command line to its exit code. */
#include "images/cmd/control.h"
#include "images/cmd/handles.h"
#include "images/cmd/input.h"
#include "images/cmd/options.h"
#include "images/cmd/out.h"
#include "images/cmd/builtin.h"
#include "images/cmd/arena.h"
#include "images/cmd/program.h"
#include "images/cmd/run.h"
#include "images/cmd/shell.h"

static const char help[] =
    "Starts a command interpreter.\r\n\r\n"
    "CMD [/C command | /K command] [/S] [/Q]\r\n\r\n"
    "/C   carries out the command and ends\r\n"
    "/K   carries out the command and stays\r\n"
    "/S   takes the first and the last quote off the command, whatever is between them\r\n"
    "/Q   echo is off\r\n"
    "/V:ON   !NAME! is replaced when a command is carried out";

static bool is_program(const char *name)
{
    return program_find(name) != NULL;
}

static const char *no_line(void *context)
{
    (void)context;
    return NULL;
}

static const char *line_more(void *context)
{
    (void)context;
    out("More? ");
    out_flush();
    const char *line = input_line();
    return line ? run_expand(line) : NULL;
}

/* Whoever reads along where nobody types sees what was read. */
static void run_typed(const char *line)
{
    if (shell_echo() && !input_is_console())
        out_line(line);
    run_line(line, line_more, NULL);
}

static void run_interactive(void)
{
    struct arena_mark mark = arena_mark();
    while (shell_stop() != STOP_SHELL) {
        shell_stop_set(STOP_NOT);
        shell_go_on();
        if (shell_echo())
            run_prompt();
        const char *line = input_line();
        if (!line && shell_stop() != STOP_CONTROL)
            break;
        if (line)
            run_typed(line);
        if (shell_stop() == STOP_CONTROL)
            out_line("^C");
        if (shell_echo() && shell_stop() != STOP_SHELL)
            out_line("");
        arena_release(mark);
    }
}

static int run_shell(void)
{
    struct options options = options_read(narrow(GetCommandLineW()), is_program);
    int result = 0;
    if (options.unknown) {
        out_wrong_with("CMD: the switch ", options.unknown, " is not there.");
        return 1;
    }
    if (options.help) {
        out_line(help);
        return 0;
    }
    shell_echo_set(!options.quiet);
    shell_delayed_set(options.delayed);
    if (options.command)
        result = run_line(options.command, no_line, NULL);
    if (options.once && shell_stop() == STOP_CONTROL)
        return SHELL_INTERRUPTED;
    if (options.once)
        return shell_stop() ? shell_errorlevel() : result;
    if (!options.command && input_is_console())
        builtin_ver("");
    run_interactive();
    return shell_errorlevel();
}

void cmd_start(void);

void cmd_start(void)
{
    handles_attach();
    control_start();
    int result = run_shell();
    out_flush();
    ExitProcess((UINT)result);
}
