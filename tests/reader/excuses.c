#include "mutant.h"

#include <ctype.h>
#include <string.h>

enum { ALL = 100, IN_PAGE = 3 };

/* Field NULL: the line itself, when it is dropped. Of a field the last digits, so many of them. */
static const struct {
    const char *event, *field;
    unsigned digits;
    const char *reason;
} excuses[] = {
    {"faultline", "version", ALL, "the machine's version"},
    {"faultline", "build", ALL, "the image's name"},
    {"faultline", "boot", ALL, "for the machine, not for the log"},
    {"layout", "ptes", ALL, "where the kernel sees its page tables: only a `walk` names a place there"},
    {"layout", "windows", ALL, "where the kernel maps frames for a moment: likewise"},
    {"layout", "system-ptes", ALL, "where the kernel sees its own page tables: nobody names a place there"},
    {"layout", "trampoline", ALL, "above everything that is a program's"},
    {"layout", "frames", ALL, "a border between parts of the kernel's half, far from what lies there"},
    {"layout", "ramdisk", ALL, "a border between parts of the kernel's half"},
    {"layout", "stacks", ALL, "a border between parts of the kernel's half"},
    {"layout", "pool", ALL, "a border between parts of the kernel's half"},
    {"layout", "kernel", ALL, "a border between parts of the kernel's half"},
    {"layout", "system", ALL, "a border: no program is above, the kernel's image is"},
    {"bootini", "text", ALL, "what BOOT.INI says"},
    {"bootini", "frames", ALL, "what BOOT.INI asks for"},
    {"bootini", NULL, ALL, "what BOOT.INI says"},
    {"harderror", "status", ALL, "a program's own"},
    {"harderror", "string", ALL, "a program's own"},
    {"harderror", NULL, ALL, "a program's own"},
    {"timer", "period", ALL, "one signal stands for many periods"},
    {"timer", "due", ALL, "the clock goes on between the lines"},
    {"timer", "apc", ALL, "a program's own"},
    {"timer", NULL, ALL, "what was set may be set again, or never ring"},
    {"drivertimer", "period", ALL, "one signal stands for many periods"},
    {"drivertimer", "due", ALL, "the clock goes on between the lines"},
    {"drivertimer", NULL, ALL, "what was set may be set again, or never ring"},
    {"time", NULL, ALL, "the clock goes on between the lines: a jump cannot be told from that"},
    {"time", "now", ALL, "likewise"},
    {"unimplemented", NULL, ALL, "a notice"},
    {"startfail", "command", ALL, "what BOOT.INI says"},
    {"startfail", NULL, ALL, "a program that never was"},
    {"bugcheck", "code", ALL, "why the machine stopped"},
    {"bugcheck", "first", ALL, "why the machine stopped"},
    {"bugcheck", "second", ALL, "why the machine stopped"},
    {"bugcheck", "third", ALL, "why the machine stopped"},
    {"bugcheck", "fourth", ALL, "why the machine stopped"},
    {"bugcheck", "text", ALL, "why the machine stopped"},
    {"bugcheck", "driver", ALL, "a name only"},
    {"registers", "eax", ALL, "what a register held"},
    {"registers", "ebx", ALL, "what a register held"},
    {"registers", "ecx", ALL, "what a register held"},
    {"registers", "edx", ALL, "what a register held"},
    {"registers", "esi", ALL, "what a register held"},
    {"registers", "edi", ALL, "what a register held"},
    {"registers", "ebp", ALL, "what a register held"},
    {"registers", "esp", ALL, "what a register held"},
    {"registers", "efl", ALL, "what a register held"},
    {"registers", "cr2", ALL, "what a register held"},
    {"registers", "trap", ALL, "why the machine stopped"},
    {"registers", "error", ALL, "why the machine stopped"},
    {"caller", "pc", ALL, "a return address in the kernel"},
    {"caller", NULL, ALL, "one return address more or less"},
    {"clock", "first-user", ALL, "a count of instructions"},
    {"clock", "end", ALL, "a count of instructions"},
    {"clock", NULL, ALL, "a count of instructions"},
    {"driver+", "entry", ALL, "where it begins: no later line names it"},
    {"driverfail", "status", ALL, "why it was not loaded"},
    {"driverfail", "name", ALL, "a name only"},
    {"driverfail", "what", ALL, "a name only"},
    {"driverfail", NULL, ALL, "a driver that never was"},
    {"print", "text", ALL, "a driver's own"},
    {"print", NULL, ALL, "a driver's own"},
    {"console", "text", ALL, "a program's own"},
    {"console", NULL, ALL, "a program's own"},
    {"thread+", "start", ALL, "where it begins: no later line names it"},
    {"debug", "start", ALL, "likewise"},
    {"debug", "code", ALL, "a program's own, unless a fault has told it"},
    {"debug", "pc", ALL, "a program's own, unless a fault has told it"},
    {"continue", "status", ALL, "what the debugger wants"},
    {"fault", "address", IN_PAGE, "where in its page"},
    {"fault", "pc", IN_PAGE, "where in its page"},
    {"writefail", "status", ALL, "what the disk says"},
    {"walk", NULL, ALL, "a look, from which nothing follows"},
    {"walk", "address", IN_PAGE, "where in its page"},
    {"exception", "code", ALL, "a program's own, unless a fault has told it"},
    {"exception", "pc", ALL, "a program's own, unless a fault has told it"},
    {"exception", NULL, ALL, "a program's own, unless a fault has told it"},
    {"object+", "name", ALL, "a name only"},
    {"object+", "in", ALL, "a name only"},
    {"object+", "driver", ALL, "a name only"},
    {"handle+", "access", ALL, "what was asked for"},
    {"section+", "base", ALL, "where an image would like to be"},
    {"part", "name", ALL, "a name only"},
    {"syscall", "argument", ALL, "what the program wants"},
    {"sysret", "status", ALL, "what the service says, but whether it is an error"},
    {"sysret", "result", ALL, "what the service says"},
    {"loads", "vector", ALL, "which trap it was"},
    {"loads", NULL, ALL, "a way in and out without a line"},
    {"graph", NULL, ALL, "a look, from which nothing follows"},
    {"graph-process", NULL, ALL, "a look, from which nothing follows"},
    {"graph-thread", NULL, ALL, "a look, from which nothing follows"},
    {"graph-thread", "object", ALL, "what the wait has said"},
    {"graph-view", NULL, ALL, "a look, from which nothing follows"},
    {"graph-view", "path", ALL, "a name only"},
    {"graph-handle", NULL, ALL, "a look, from which nothing follows"},
    {"graph-handle", "name", ALL, "a name only"},
};

/* How many digits of its field stand behind the one that is changed. */
static unsigned digits_behind(const struct mutant *mutant)
{
    const struct text *text = &mutant->log->lines[mutant->line];
    unsigned count = 0;
    while (mutant->offset + count + 1 < text->length &&
           isxdigit((unsigned char)text->start[mutant->offset + count + 1]))
        count++;
    return count;
}

const char *mutant_excuse(const struct mutant *mutant, const struct event *event)
{
    for (unsigned i = 0; i < sizeof excuses / sizeof *excuses; i++) {
        const char *field = excuses[i].field;
        if (strcmp(excuses[i].event, event->name) != 0 || (field == NULL) != (mutant->item == NULL))
            continue;
        if (!field || (!strcmp(field, mutant->item->name) && digits_behind(mutant) < excuses[i].digits))
            return excuses[i].reason;
    }
    return NULL;
}
