#include "firmware/power.h"

#include "firmware/exitcode.h"
#include "firmware/log.h"
#include "firmware/ports.h"

_Noreturn void power_off(const char *result, uint8_t code)
{
    log_begin(LOG_ALWAYS, "end");
    log_word(result);
    log_number("lines", log_lines());
    log_end();
    log_flush();
    port_out8(EXIT_PORT, code);
    for (;;)
        __asm__ volatile("cli; hlt");
}
