/*
 * What goes through the command interpreter: system, _popen and their wide forms, and a batch file that is
 * started as a program. What must be seen: exit codes come back, text flows both ways, with and without
 * translation; and what is said when there is no interpreter, or it is no program. (Microsoft: "system,
 * _wsystem", "_popen, _wpopen", "_pclose", "CreateProcessW".)
 */
#include <errno.h>
#include <process.h>
#include <stdio.h>
#include <stdlib.h>

static void show(const char *what, int value)
{
    printf("%s: %d, errno %d\n", what, value, errno);
    errno = 0;
}

static void read_all(const char *what, FILE *from)
{
    int bytes = 0, returns = 0;
    for (int c; from && (c = getc(from)) != EOF; bytes++)
        returns += c == '\r';
    printf("%s: %d bytes, %d CR\n", what, bytes, returns);
    show("_pclose", _pclose(from));
}

static void run_commands(void)
{
    show("system(NULL)", system(NULL));
    show("echo and exit 3", system("echo from system& exit 3"));
    show("nobody's command", system("nosuch"));
    show("_wsystem, exit 300", _wsystem(L"exit 300"));
}

static void run_batch_file(void)
{
    show("_spawnl of a batch file",
         _spawnl(_P_WAIT, "C:\\PROGRAMS\\shell.bat", "shell.bat", "\"an argument\"", NULL));
}

static void open_pipes(void)
{
    read_all("echo, read as text", _popen("echo one& echo two", "r"));
    read_all("echo, read as it is", _wpopen(L"echo one& echo two", L"rb"));
    FILE *to = _popen("shout & exit 7", "wt");
    fprintf(to, "a line\nand another\n");
    show("_pclose of shout", _pclose(to));
    FILE *one = _popen("shout", "w"), *other = _popen("shout >nul", "w");
    fprintf(one, "two at once\n");
    show("_pclose of the first", _pclose(one));
    show("_pclose of the second", _pclose(other));
}

static void make_mistakes(void)
{
    show("mode q", _popen("echo", "q") != NULL);
    show("_pclose of stdin", _pclose(stdin));
    _putenv("COMSPEC=C:\\nowhere.exe");
    show("nowhere: system(NULL)", system(NULL));
    show("nowhere: the one of PATH", system("exit 4"));
    _putenv("PATH=");
    show("nowhere at all", system("exit 4"));
    show("nowhere at all: _popen", _popen("exit 4", "r") != NULL);
    _putenv("COMSPEC=C:\\BOOT.INI");
    show("no program", system("exit 4"));
}

int main(void)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    run_commands();
    run_batch_file();
    open_pipes();
    make_mistakes();
    return 0;
}
