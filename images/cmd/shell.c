#include "images/cmd/shell.h"

static struct {
    int errorlevel;
    bool silent, delayed;
    enum stop stop;
    volatile bool interrupted;
} shell;

int shell_errorlevel(void)
{
    return shell.errorlevel;
}

void shell_errorlevel_set(int level)
{
    shell.errorlevel = level;
}

bool shell_delayed(void)
{
    return shell.delayed;
}

void shell_delayed_set(bool on)
{
    shell.delayed = on;
}

bool shell_echo(void)
{
    return !shell.silent;
}

void shell_echo_set(bool on)
{
    shell.silent = !on;
}

enum stop shell_stop(void)
{
    return shell.stop == STOP_NOT && shell.interrupted ? STOP_CONTROL : shell.stop;
}

void shell_stop_set(enum stop stop)
{
    shell.stop = stop;
}

void shell_interrupt(void)
{
    shell.interrupted = true;
}

void shell_go_on(void)
{
    shell.interrupted = false;
}
