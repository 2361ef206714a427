#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "firmware/panic.h"
#include "firmware/serial.h"
#include "tests/unit/machine.h"

#define LOG_BYTES 65536u
#define LAST_SAID 6000u /* of the log, when a test fails */

static char lines[LOG_BYTES + 1];
static uint32_t used;
static const char *expected; /* text of the end that must come */
static bool failing;

void (*machine_on_fail)(void);

/* Leaks are for the books to find; stacks are not the host's. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "detect_leaks=0:detect_stack_use_after_return=0";
}

void serial_write(enum serial_line line, const char *bytes, uint32_t count)
{
    (void)line;
    if (used + count > LOG_BYTES) {
        memmove(lines, lines + LOG_BYTES / 2, used - LOG_BYTES / 2);
        used -= LOG_BYTES / 2;
    }
    memcpy(lines + used, bytes, count);
    used += count;
    lines[used] = 0;
}

const char *machine_log(void)
{
    return lines;
}

void machine_log_clear(void)
{
    used = 0;
    lines[0] = 0;
}

static _Noreturn void give_up(void)
{
    if (machine_on_fail)
        machine_on_fail();
    printf("# the log's end:\n%s\n", used > LAST_SAID ? lines + used - LAST_SAID : lines);
    fflush(stdout);
    _exit(3);
}

static void check_expected(const char *text)
{
    if (!expected || !strstr(text, expected))
        return;
    expected = NULL;
    exit(0);
}

_Noreturn void machine_fail(const char *format, ...)
{
    char text[400];
    va_list arguments;
    if (failing)
        _exit(3);
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    check_expected(text);
    failing = true;
    printf("# the machine fails: %s\n", text);
    give_up();
}

void machine_expect_end(const char *text)
{
    expected = text;
}

bool machine_end_missing(void)
{
    return expected != NULL;
}

_Noreturn void bugcheck(uint32_t code, uint32_t first, uint32_t second, uint32_t third, uint32_t fourth,
                        const char *text)
{
    machine_fail("bugcheck %08x %08x %08x %08x %08x %s", (unsigned)code, (unsigned)first, (unsigned)second,
                 (unsigned)third, (unsigned)fourth, text);
}

_Noreturn void bugcheck_at(const struct registers *registers, uint32_t code, uint32_t first, uint32_t second,
                           uint32_t third, uint32_t fourth, const char *text)
{
    (void)registers;
    bugcheck(code, first, second, third, fourth, text);
}

_Noreturn void assertion_failed(uint32_t code, uint32_t line, const char *file, const char *condition)
{
    machine_fail("bugcheck %08x line %u %s%s", (unsigned)code, (unsigned)line, file, condition);
}

bool machine_fork(bool *failed)
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        return true;
    *failed = child < 0 || waitpid(child, &status, 0) != child || status != 0;
    return false;
}
