/*
 * A pipeline as a shell builds it, with C's own means: two producers write lines into one pipe, a consumer
 * reads them and writes into another one, and the parent reads that. The first pipe has room for two lines.
 * What must be seen: a producer waits while the pipe is full, the consumer while it is empty, and the end of
 * file comes when the last producer has gone.
 */
#include <fcntl.h>
#include <io.h>
#include <process.h>
#include <stdio.h>
#include <string.h>

#define PROGRAM "C:\\PROGRAMS\\pipes.exe"

/* Each line leaves at once. */
static int produce(const char *name)
{
    for (int i = 1; i <= 3; i++) {
        printf("%s %d\n", name, i);
        fflush(stdout);
    }
    return 0;
}

static int consume(void)
{
    char line[64];
    int lines = 0;
    fprintf(stderr, "terminals: %d %d\n", !!isatty(0), !!isatty(1));
    while (fgets(line, sizeof line, stdin)) {
        printf("<%.*s>", (int)strcspn(line, "\n"), line);
        lines++;
    }
    printf("\n%d lines\n", lines);
    return 0;
}

/* Starts the program with 0 and 1 as they are told, and has its own back. */
static intptr_t start(const char *role, const char *name, int in, int out)
{
    int own_in = dup(0), own_out = dup(1);
    dup2(in, 0);
    dup2(out, 1);
    intptr_t child = _spawnl(_P_NOWAIT, PROGRAM, "pipes.exe", role, name, NULL);
    dup2(own_in, 0);
    dup2(own_out, 1);
    close(own_in);
    close(own_out);
    return child;
}

static int parent(void)
{
    int raw[2], done[2], code;
    char line[64];
    setvbuf(stdout, NULL, _IONBF, 0);
    if (_pipe(raw, 14, _O_TEXT | _O_NOINHERIT) || _pipe(done, 0, _O_TEXT | _O_NOINHERIT))
        return 1;
    intptr_t children[3] = {start("produce", "red", 0, raw[1]), start("produce", "blue", 0, raw[1]),
                            start("consume", "all", raw[0], done[1])};
    close(raw[0]);
    close(raw[1]);
    close(done[1]);
    FILE *results = fdopen(done[0], "r");
    while (fgets(line, sizeof line, results))
        printf("parent: %s", line);
    for (int i = 0; i < 3; i++)
        _cwait(&code, children[i], 0);
    fclose(results);
    return 0;
}

int main(int count, char **arguments)
{
    if (count < 3)
        return parent();
    return strcmp(arguments[1], "produce") == 0 ? produce(arguments[2]) : consume();
}
