/*
 * read LOG…: follows each log, and says whether it contradicts itself.
 *
 *   -k   goes on behind a contradiction: what follows may be its echo
 */
#include "reader.h"

#include <stdio.h>
#include <string.h>

static bool said(const char *path, unsigned number, const struct machine *machine)
{
    printf("%s:%u: contradiction: %s\n", path, number, machine->said);
    return false;
}

static bool follow(const char *path, bool go_on)
{
    struct log log;
    struct machine *machine = machine_new();
    bool good = true;
    if (!log_read(&log, path)) {
        perror(path);
        return false;
    }
    for (unsigned i = 0; i < log.count && (good || go_on); i++)
        if (!log_follow(machine, &log.lines[i]))
            good = said(path, i + 1, machine);
    if ((good || go_on) && (!machine_end(machine) || !holds(machine, !log.cut, "the last LF is missing")))
        good = said(path, log.count + 1, machine);
    if (good)
        printf("%s: %u lines, %u faults, no contradiction\n", path, log.count, machine->faults);
    return good;
}

int main(int count, char **arguments)
{
    bool good = true, go_on = count > 1 && !strcmp(arguments[1], "-k");
    if (count < 2 + go_on) {
        fputs("usage: read [-k] LOG...\n", stderr);
        return 2;
    }
    for (int i = 1 + go_on; i < count; i++)
        good &= follow(arguments[i], go_on);
    return good ? 0 : 1;
}
