#include "firmware/panic.h"

#include <stdbool.h>
#include <stddef.h>
#include "firmware/cpu.h"
#include "firmware/exitcode.h"
#include "firmware/level.h"
#include "firmware/log.h"
#include "firmware/power.h"
#include "firmware/trap.h"

#define BACKTRACE_FRAMES 12
#define STACK_BYTES      16384u /* no kernel stack is larger */

struct bug {
    uint32_t code, parameters[4];
    const char *where, *text, *driver;
};

static const char *(*owner_of)(uint32_t address);
static const char *blamed;

void bugcheck_on_driver(const char *(*owner)(uint32_t address))
{
    owner_of = owner;
}

void bugcheck_blame(const char *driver)
{
    blamed = driver;
}

static void log_bug(const struct bug *bug)
{
    log_begin(LOG_ALWAYS, "bugcheck");
    log_address(NULL, bug->code);
    for (int i = 0; i < 4; i++)
        log_address(NULL, bug->parameters[i]);
    log_name(NULL, bug->where, bug->text);
    if (bug->driver)
        log_name("driver", "", bug->driver);
    log_end();
}

/* Without RF, which a fault sets in the flags that it saves: not all emulators do. */
static void log_registers(const struct registers *registers)
{
    log_begin(LOG_ALWAYS, "registers");
    log_address("eax", registers->eax);
    log_address("ebx", registers->ebx);
    log_address("ecx", registers->ecx);
    log_address("edx", registers->edx);
    log_end();
    log_begin(LOG_ALWAYS, "registers");
    log_address("esi", registers->esi);
    log_address("edi", registers->edi);
    log_address("ebp", registers->ebp);
    log_address("esp", registers->esp);
    log_end();
    log_begin(LOG_ALWAYS, "registers");
    log_address("eip", registers->eip);
    log_address("efl", registers->eflags & ~FLAG_RESUME);
    if (registers->trap == TRAP_PAGE_FAULT || registers->trap == TRAP_DOUBLE)
        log_address("cr2", cpu_cr2());
    log_number("trap", registers->trap);
    log_address("error", registers->error);
    log_end();
}

static void log_caller(uint32_t pc)
{
    log_begin(LOG_ALWAYS, "caller");
    log_address("pc", pc);
    log_end();
}

/* In the same stack: a program's own frames lie far below. */
static bool lies_above(uint32_t frame, uint32_t low)
{
    return frame >= low && frame - low < STACK_BYTES && frame % 4 == 0;
}

/* Frame pointers are kept in the kernel: at ebp lies the caller's ebp, behind it the return address, 0 at the
 * beginning of a thread. Stops at anything that does not lie above in the same stack, so that a smashed stack
 * costs callers and nothing else. */
static void each_caller(uint32_t frame, uint32_t low, void (*tell)(uint32_t pc))
{
    for (int i = 0; i < BACKTRACE_FRAMES && lies_above(frame, low); i++) {
        const uint32_t *words = (const uint32_t *)frame;
        if (words[1] == 0)
            return;
        tell(words[1]);
        low = frame + 8;
        frame = words[0];
    }
}

static const char *innermost;

static void look_at(uint32_t pc)
{
    if (!innermost)
        innermost = owner_of(pc);
}

/* The driver that the bug is in, or is nearest to: the innermost on the stack. `pc` and `from`, who called
 * it, 0: none. */
static const char *driver_on(uint32_t pc, uint32_t from, uint32_t frame, uint32_t low)
{
    if (!owner_of || blamed)
        return blamed;
    innermost = pc ? owner_of(pc) : NULL;
    if (!innermost && from)
        innermost = owner_of(from);
    each_caller(frame, low, look_at);
    return innermost;
}

/* The second bugcheck is one of the first: what was said so far has to do. */
static void begin(const struct bug *bug)
{
    static bool again;
    level_now = HIGH_LEVEL;
    if (again)
        power_off("bugcheck", EXIT_BUGCHECK);
    again = true;
    log_bug(bug);
}

/* For the two below, whose own frame is not worth a line. */
static inline __attribute__((always_inline)) _Noreturn void stop_here(struct bug *bug)
{
    uint32_t frame = (uint32_t)__builtin_frame_address(0);
    bug->driver = driver_on(0, 0, frame, frame);
    begin(bug);
    each_caller(frame, frame, log_caller);
    power_off("bugcheck", EXIT_BUGCHECK);
}

_Noreturn void bugcheck(uint32_t code, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth,
                        const char *text)
{
    struct bug bug = {code, {first, second, third, fourth}, "", text, NULL};
    stop_here(&bug);
}

_Noreturn void assertion_failed(uint32_t code, uint32_t line, const char *file, const char *condition)
{
    struct bug bug = {code, {line}, file, condition, NULL};
    stop_here(&bug);
}

/* Where a call has led to what cannot be executed, nothing but the return address lies on the stack yet. 0:
 * it has not. */
static uint32_t caller_of_nothing(const struct registers *registers)
{
    bool fetched = registers->trap == TRAP_PAGE_FAULT && cpu_cr2() == registers->eip;
    return fetched ? *(const uint32_t *)registers->esp : 0;
}

/* A program's stack may not be there to be read. */
_Noreturn void bugcheck_at(const struct registers *registers, uint32_t code, uint32_t first, uint32_t second,
                           uint32_t third, uint32_t fourth, const char *text)
{
    struct bug bug = {code, {first, second, third, fourth}, "", text, NULL};
    bool kernel = (registers->cs & 3) == 0;
    bug.driver = kernel
                     ? driver_on(registers->eip, caller_of_nothing(registers), registers->ebp, registers->esp)
                     : NULL;
    begin(&bug);
    log_registers(registers);
    log_caller(registers->eip);
    if (kernel)
        each_caller(registers->ebp, registers->esp, log_caller);
    power_off("bugcheck", EXIT_BUGCHECK);
}
