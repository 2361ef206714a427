#include "sched/process/parameters.h"

#include <stdbool.h>
#include <string.h>
#include "firmware/panic.h"
#include "mmu/layout.h"
#include "mmu/pagedpool.h"
#include "storage/unicode.h"

#define TAG_PARAMETERS POOL_TAG('P', 's', 'P', 'a')
#define MOST_BYTES     (1u << 20) /* what the pool gives in one piece */

/* The block, filled from the front. */
struct block {
    struct nt_process_parameters *parameters;
    uint32_t used, bytes;
};

static const char *const environment[] = {
    "COMSPEC=C:\\WINDOWS\\SYSTEM32\\CMD.EXE",
    "OS=Windows_NT",
    "PATH=C:\\PROGRAMS;C:\\WINDOWS\\SYSTEM32;C:\\WINDOWS",
    "SYSTEMDRIVE=C:",
    "SYSTEMROOT=C:\\WINDOWS",
    "TEMP=C:\\TEMP",
    "TMP=C:\\TEMP",
    "WINDIR=C:\\WINDOWS",
};

static const char dll_path[] = "C:\\WINDOWS\\SYSTEM32";

/* No character has more UTF-16 units than UTF-8 bytes. */
static uint32_t most_bytes(const char *text)
{
    return ((uint32_t)strlen(text) + 1) * 2;
}

static uint32_t block_bytes(const char *image_path, const char *command_line, const char *directory)
{
    uint32_t bytes = (uint32_t)sizeof(struct nt_process_parameters) + most_bytes(directory) +
                     most_bytes(dll_path) + 2 * most_bytes(image_path) + most_bytes(command_line);
    for (uint32_t i = 0; i < sizeof environment / sizeof environment[0]; i++)
        bytes += most_bytes(environment[i]);
    return bytes + 2; /* an empty string ends the environment */
}

static uint32_t add_text(struct block *block, const char *text)
{
    ASSERT(block->used <= block->bytes && most_bytes(text) <= block->bytes - block->used);
    uint16_t *units = (uint16_t *)((char *)block->parameters + block->used);
    uint32_t count = unicode_to_utf16_cut(text, units, (block->bytes - block->used) / 2 - 1);
    units[count] = 0;
    block->used += (count + 1) * 2;
    return count;
}

static bool add_string(struct block *block, struct nt_unicode_string *string, const char *text)
{
    uint32_t place = layout.parameters + block->used, count = add_text(block, text);
    if (count > PARAMETERS_LONGEST_TEXT)
        return false;
    *string = (struct nt_unicode_string){(uint16_t)(count * 2), (uint16_t)(count * 2 + 2), place};
    return true;
}

static void add_environment(struct block *block)
{
    uint32_t start = block->used;
    for (uint32_t i = 0; i < sizeof environment / sizeof environment[0]; i++)
        add_text(block, environment[i]);
    block->used += 2;
    block->parameters->environment = layout.parameters + start;
    block->parameters->environment_size = block->used - start;
}

static bool fill(struct block *block, const char *image_path, const char *command_line, const char *directory)
{
    struct nt_process_parameters *parameters = block->parameters;
    block->used = sizeof *parameters;
    parameters->flags = NT_PARAMETERS_NORMALIZED;
    if (!add_string(block, &parameters->current_directory, directory) ||
        !add_string(block, &parameters->dll_path, dll_path) ||
        !add_string(block, &parameters->image_path, image_path) ||
        !add_string(block, &parameters->command_line, command_line) ||
        !add_string(block, &parameters->title, image_path))
        return false;
    parameters->length = parameters->maximum_length = block->used;
    add_environment(block);
    return true;
}

ntstatus parameters_make(const char *image_path, const char *command_line, const char *directory,
                         struct nt_process_parameters **parameters, uint32_t *bytes)
{
    struct block block = {.bytes = block_bytes(image_path, command_line, directory)};
    if (block.bytes > MOST_BYTES)
        return STATUS_NAME_TOO_LONG;
    block.parameters = paged_alloc(block.bytes, TAG_PARAMETERS);
    if (!block.parameters)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (!fill(&block, image_path, command_line, directory)) {
        paged_free(block.parameters);
        return STATUS_NAME_TOO_LONG;
    }
    *parameters = block.parameters;
    *bytes = block.used;
    return STATUS_SUCCESS;
}
