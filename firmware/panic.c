#include "firmware/panic.h"

#include <stdbool.h>
#include <string.h>
#include "firmware/exitcode.h"
#include "firmware/log.h"
#include "firmware/power.h"

#define BACKTRACE_FRAMES 12

/* Frame pointers are kept in the kernel: [ebp] is the caller's ebp, [ebp + 4] the return address. Stops at
 * anything that does not lie above in the same stack (a program's own frames lie far below), so that a
 * smashed stack costs frames of the trace and nothing else. */
static void backtrace(const uint32_t *frame)
{
    for (int i = 0; i < BACKTRACE_FRAMES; i++) {
        const uint32_t *next = (const uint32_t *)frame[0];
        log_begin(LOG_ALWAYS, "caller");
        log_address("pc", frame[1]);
        log_end();
        if (next <= frame || next - frame > 4096 || ((uint32_t)next & 3))
            return;
        frame = next;
    }
}

_Noreturn void bugcheck(uint32_t code, uint32_t first, uint32_t second, const char *text)
{
    static bool again;
    if (again)
        power_off("bugcheck", EXIT_BUGCHECK);
    again = true;
    log_begin(LOG_ALWAYS, "bugcheck");
    log_address(NULL, code);
    log_address(NULL, first);
    log_address(NULL, second);
    log_text(NULL, text, (uint32_t)strlen(text));
    log_end();
    backtrace(__builtin_frame_address(0));
    power_off("bugcheck", EXIT_BUGCHECK);
}
