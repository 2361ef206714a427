#include "mutant.h"

#include <string.h>

/* field NULL: the line itself, when it is dropped. */
static const struct {
    const char *event, *field, *reason;
} excuses[] = {
    {"faultline", "build", "names the image, which no other line does"},
    {"faultline", "boot", "the switches' numbers are for the machine, not for the log"},
    {"bootini", "text", "what BOOT.INI says is nowhere else"},
    {"bootini", "frames", "what BOOT.INI asked for is nowhere else"},
    {"bootini", NULL, "what BOOT.INI says is nowhere else"},
    {"harderror", "status", "a program's own"},
    {"harderror", "string", "a program's own"},
    {"harderror", NULL, "a program's own"},
    {"unimplemented", NULL, "a notice"},
    {"startfail", "command", "what BOOT.INI says is nowhere else"},
    {"startfail", NULL, "a program that never was"},
    {"bugcheck", "code", "why the machine stopped"},
    {"bugcheck", "first", "why the machine stopped"},
    {"bugcheck", "second", "why the machine stopped"},
    {"bugcheck", "text", "why the machine stopped"},
    {"caller", "pc", "a return address of the kernel"},
    {"caller", NULL, "one return address more or less"},
    {"clock", "first-user", "a count of instructions"},
    {"clock", "end", "a count of instructions"},
    {"clock", NULL, "a count of instructions"},
    {"console", "text", "a program's own"},
    {"console", NULL, "a program's own"},
    {"object+", "name", "a name only"},
};

const char *mutant_excuse(const struct mutant *mutant, const struct event *event)
{
    for (unsigned i = 0; i < sizeof excuses / sizeof *excuses; i++) {
        const char *field = excuses[i].field;
        if (strcmp(excuses[i].event, event->name) != 0 || (field == NULL) != (mutant->item == NULL))
            continue;
        if (!field || !strcmp(field, mutant->item->name))
            return excuses[i].reason;
    }
    return NULL;
}
