// sources: sched/process/parameters.c storage/unicode.c mmu/layout.c
#include <stdlib.h>
#include <string.h>
#include "mmu/layout.h"
#include "mmu/pool.h"
#include "sched/process/parameters.h"
#include "tests/unit/host.h"
#include "tests/unit/unit.h"

static struct nt_process_parameters *parameters;
static uint32_t bytes;

/* A command line of that many characters, from a block of its own. */
static ntstatus make(uint32_t length)
{
    static const char program[] = "C:\\A.EXE ";
    char *line = malloc(length + 1);
    memset(line, 'x', length);
    memcpy(line, program, sizeof program - 1);
    line[length] = 0;
    ntstatus status = parameters_make("C:\\A.EXE", line, "C:\\", &parameters, &bytes);
    free(line);
    return status;
}

static bool lies_within(const struct nt_unicode_string *string)
{
    uint32_t offset = string->buffer - layout.parameters;
    return string->maximum == string->length + 2 && offset >= sizeof *parameters &&
           offset + string->maximum <= parameters->length;
}

static const uint16_t *units_at(uint32_t address)
{
    return (const uint16_t *)((const char *)parameters + (address - layout.parameters));
}

static bool is_whole(uint32_t length)
{
    const uint16_t *environment = units_at(parameters->environment);
    uint32_t units = parameters->environment_size / 2;
    return lies_within(&parameters->current_directory) && lies_within(&parameters->dll_path) &&
           lies_within(&parameters->image_path) && lies_within(&parameters->title) &&
           lies_within(&parameters->command_line) && parameters->command_line.length == length * 2 &&
           units_at(parameters->command_line.buffer)[length] == 0 &&
           parameters->environment == layout.parameters + parameters->length && environment[0] == 'C' &&
           environment[units - 1] == 0 && environment[units - 2] == 0 &&
           bytes == parameters->length + parameters->environment_size;
}

/* Around the size that the block once had, and around the end of a page. */
static void each_length_around_a_page_has_its_room(void)
{
    for (uint32_t length = 1300; length < 2200; length++) {
        CHECK(make(length) == STATUS_SUCCESS && is_whole(length));
        pool_free(parameters);
    }
}

static void the_longest_line_is_nt_s(void)
{
    for (uint32_t length = PARAMETERS_LONGEST_TEXT - 1; length <= PARAMETERS_LONGEST_TEXT; length++) {
        CHECK(make(length) == STATUS_SUCCESS && is_whole(length));
        pool_free(parameters);
    }
    CHECK(make(PARAMETERS_LONGEST_TEXT + 1) == STATUS_NAME_TOO_LONG);
    CHECK(make(600000) == STATUS_NAME_TOO_LONG);
    CHECK(host_pool_out == 0);
}

static void without_memory_nothing_is_made(void)
{
    host_pool_fail_after = 0;
    CHECK(make(100) == STATUS_INSUFFICIENT_RESOURCES && host_pool_out == 0);
}

int main(void)
{
    const struct layout_choice usual = layout_usual();
    layout_start(&usual);
    RUN(each_length_around_a_page_has_its_room);
    RUN(the_longest_line_is_nt_s);
    RUN(without_memory_nothing_is_made);
    return unit_end();
}
