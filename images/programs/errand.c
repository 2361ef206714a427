/*
 * Does what its arguments say, one after the other: what a shell's small commands would do. For trying the
 * ways into the machine and out of it.
 *
 *   cwd | env NAME | args | cat | put FILE TEXT | show FILE | delete FILE | rename OLD NEW | mkdir DIR |
 * rmdir DIR say TEXT | complain TEXT | exit CODE | end CODE | null | divide | overflow | breakpoint | abort |
 * spin | wait
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static int count;
static char **word;

static const char *next(void)
{
    if (count == 0)
        fputs("errand: a word is missing\n", stderr), exit(2);
    count--;
    return *word++;
}

/* Every errand that can fail says which error Windows gave. */
static void check(int good, const char *what)
{
    if (!good)
        printf("%s: error %lu\n", what, GetLastError());
}

static void show_arguments(void)
{
    while (count > 0)
        printf("<%s>\n", next());
}

static void cat(void)
{
    int c;
    while ((c = getchar()) != EOF)
        putchar(c);
}

static void put(const char *name, const char *text)
{
    FILE *file = fopen(name, "wb");
    check(file && fputs(text, file) >= 0 && fclose(file) == 0, name);
}

static void show(const char *name)
{
    FILE *file = fopen(name, "rb");
    int c;
    check(file != NULL, name);
    while (file && (c = getc(file)) != EOF)
        putchar(c);
}

static void cwd(void)
{
    char path[MAX_PATH];
    GetCurrentDirectoryA(sizeof path, path);
    puts(path);
}

static int divide(volatile int by)
{
    return 1000 / by;
}

static int overflow(volatile int depth)
{
    volatile char room[4000];
    room[0] = (char)depth;
    return overflow(depth + 1) + room[0];
}

static void rename_file(const char *old, const char *new)
{
    check(MoveFileA(old, new), old);
}

static int files(const char *what)
{
    if (strcmp(what, "put") == 0) {
        const char *name = next();
        put(name, next());
    } else if (strcmp(what, "rename") == 0) {
        const char *old = next();
        rename_file(old, next());
    } else if (strcmp(what, "show") == 0)
        show(next());
    else if (strcmp(what, "delete") == 0)
        check(DeleteFileA(next()), "delete");
    else if (strcmp(what, "mkdir") == 0)
        check(CreateDirectoryA(next(), NULL), "mkdir");
    else if (strcmp(what, "rmdir") == 0)
        check(RemoveDirectoryA(next()), "rmdir");
    else
        return 0;
    return 1;
}

static int texts(const char *what)
{
    if (strcmp(what, "cwd") == 0)
        cwd();
    else if (strcmp(what, "env") == 0)
        puts(getenv(next()));
    else if (strcmp(what, "args") == 0)
        show_arguments();
    else if (strcmp(what, "cat") == 0)
        cat();
    else if (strcmp(what, "say") == 0)
        puts(next());
    else if (strcmp(what, "complain") == 0)
        fprintf(stderr, "%s\n", next());
    else
        return 0;
    return 1;
}

static int ends(const char *what)
{
    fflush(stdout);
    if (strcmp(what, "exit") == 0)
        exit((int)strtoul(next(), NULL, 0));
    else if (strcmp(what, "end") == 0)
        TerminateProcess(GetCurrentProcess(), strtoul(next(), NULL, 0));
    else if (strcmp(what, "null") == 0)
        *(volatile int *)0 = 1;
    else if (strcmp(what, "divide") == 0)
        return divide(0);
    else if (strcmp(what, "overflow") == 0)
        return overflow(0);
    else if (strcmp(what, "breakpoint") == 0)
        __asm__ volatile("int3");
    else if (strcmp(what, "abort") == 0)
        abort();
    else if (strcmp(what, "spin") == 0)
        for (;;)
            ;
    else if (strcmp(what, "wait") == 0)
        WaitForSingleObject(GetCurrentProcess(), INFINITE);
    else
        return 0;
    return 1;
}

int main(int argc, char **argv)
{
    count = argc - 1;
    word = argv + 1;
    while (count > 0) {
        const char *what = next();
        if (!files(what) && !texts(what) && !ends(what)) {
            fprintf(stderr, "errand: %s is no errand\n", what);
            return 2;
        }
    }
    return 0;
}
