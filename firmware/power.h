/* The end of a run. Any context. */
#ifndef FIRMWARE_POWER_H
#define FIRMWARE_POWER_H

#include <stdint.h>

/* Writes the log's closing line, `end RESULT lines=N`, and leaves the machine with one of exitcode.h's codes.
 */
_Noreturn void power_off(const char *result, uint8_t code);

#endif
