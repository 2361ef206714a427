#include "sched/process/processstart.h"

#include <string.h>
#include "mmu/pool.h"
#include "sched/service/capture.h"
#include "sched/object/fileshare.h"
#include "sched/process/nt.h"

#define TAG_START   POOL_TAG('P', 's', 'S', 't')
#define PATH_BYTES  512u
#define BLOCK_BYTES 4096u

static ntstatus open_image(const char *nt_path, struct section **section)
{
    const char *path = path_on_volume(nt_path);
    struct file *file;
    enum file_action action;
    if (!path)
        return STATUS_OBJECT_PATH_SYNTAX_BAD;
    ntstatus status = file_open(path, FILE_DISPOSITION_OPEN, 0, false, true, &file, &action);
    if (!status_ok(status))
        return status;
    status = file_is_written(file) ? STATUS_SHARING_VIOLATION : section_of_image(file, section);
    file_close(file);
    return status;
}

/* A DLL, or a driver, is an image but no program. */
static ntstatus check_program(const struct section *section)
{
    enum { IMAGE_FILE_DLL = 0x2000, SUBSYSTEM_GUI = 2, SUBSYSTEM_CONSOLE = 3 };
    const struct pe_image *image = &section->image;
    if (image->characteristics & IMAGE_FILE_DLL)
        return STATUS_INVALID_IMAGE_FORMAT;
    if (image->subsystem != SUBSYSTEM_CONSOLE && image->subsystem != SUBSYSTEM_GUI)
        return STATUS_INVALID_IMAGE_FORMAT;
    return image->entry ? STATUS_SUCCESS : STATUS_INVALID_IMAGE_FORMAT;
}

ntstatus process_start(const char *nt_path, const struct process_start *start, bool suspended,
                       struct process **process, struct thread_object **thread)
{
    struct section *section;
    ntstatus status = open_image(nt_path, &section);
    if (!status_ok(status))
        return status;
    struct process_start named = *start;
    named.image_path = path_on_volume(nt_path);
    status = check_program(section);
    if (status_ok(status))
        status = process_create(section, &named, process);
    section_dereference(section);
    if (!status_ok(status))
        return status;
    status = process_create_thread(*process, (*process)->image_entry, LAYOUT_PEB, 0, 0, suspended, thread);
    if (status_ok(status)) {
        process_publish(*process);
    } else {
        (*process)->exit_status = status;
        process_abandon(*process);
    }
    return status;
}

/* ---- programs of BOOT.INI ---- */

/* The block that becomes the process parameters, filled from the front. */
struct block {
    struct nt_process_parameters *parameters;
    uint32_t used;
};

static void add_string(struct block *block, struct nt_unicode_string *string, const char *text)
{
    uint16_t *units = (uint16_t *)((char *)block->parameters + block->used);
    uint32_t room = (BLOCK_BYTES - block->used) / 2 - 1;
    uint32_t count = utf16_from_utf8(text, units, room);
    *string = (struct nt_unicode_string){(uint16_t)(count * 2), (uint16_t)(count * 2 + 2),
                                         LAYOUT_PARAMETERS + block->used};
    units[count] = 0;
    block->used += count * 2 + 2;
}

static void add_environment(struct block *block)
{
    static const char *const variables[] = {
        "COMSPEC=C:\\WINDOWS\\SYSTEM32\\CMD.EXE",
        "OS=Windows_NT",
        "PATH=C:\\PROGRAMS;C:\\WINDOWS\\SYSTEM32;C:\\WINDOWS",
        "SYSTEMDRIVE=C:",
        "SYSTEMROOT=C:\\WINDOWS",
        "TEMP=C:\\TEMP",
        "TMP=C:\\TEMP",
        "WINDIR=C:\\WINDOWS",
    };
    struct nt_unicode_string unused;
    uint32_t start = block->used;
    for (uint32_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        add_string(block, &unused, variables[i]);
    block->used += 2; /* the block was zeroed: an empty string ends the environment */
    block->parameters->environment = LAYOUT_PARAMETERS + start;
    block->parameters->environment_size = block->used - start;
}

/* The first word of a command line, quoted or not. */
static bool first_word(const char *line, char *word, uint32_t room)
{
    char end = *line == '"' ? '"' : ' ';
    uint32_t length = 0;
    if (*line == '"')
        line++;
    for (; *line && *line != end; line++) {
        if (length + 1 >= room)
            return false;
        word[length++] = *line;
    }
    word[length] = 0;
    return length > 0;
}

static void fill_block(struct block *block, const char *image_path, const char *command_line)
{
    struct nt_process_parameters *parameters = block->parameters;
    block->used = sizeof *parameters;
    parameters->flags = NT_PARAMETERS_NORMALIZED;
    add_string(block, &parameters->current_directory, "C:\\");
    add_string(block, &parameters->dll_path, "C:\\WINDOWS\\SYSTEM32");
    add_string(block, &parameters->image_path, image_path);
    add_string(block, &parameters->command_line, command_line);
    add_string(block, &parameters->title, image_path);
    parameters->length = parameters->maximum_length = block->used;
    add_environment(block);
}

/* The handles are made before the process, in its table to be: System's, which is empty otherwise, and
 * inherited. */
static ntstatus console_handles(struct nt_process_parameters *parameters)
{
    struct handle_table *table = current_handles();
    ntstatus status = console_open(table, true, &parameters->standard_input);
    if (status_ok(status))
        status = console_open(table, false, &parameters->standard_output);
    if (status_ok(status))
        status = console_open(table, false, &parameters->standard_error);
    return status;
}

static ntstatus start_with_block(const char *nt_path, struct block *block)
{
    struct process *process;
    struct thread_object *thread;
    struct process_start start = {.parameters = block->parameters, .inherit_handles = true};
    ntstatus status = console_handles(block->parameters);
    start.parameters_bytes = block->used;
    if (status_ok(status))
        status = process_start(nt_path, &start, false, &process, &thread);
    handle_close_all(current_handles());
    if (!status_ok(status))
        return status;
    object_dereference(&thread->object);
    object_dereference(&process->object);
    return STATUS_SUCCESS;
}

ntstatus process_start_command(const char *command_line)
{
    char nt_path[PATH_BYTES] = "\\??\\";
    struct block block = {.parameters = pool_alloc(BLOCK_BYTES, TAG_START)};
    ntstatus status = STATUS_OBJECT_NAME_INVALID;
    if (!block.parameters)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (first_word(command_line, nt_path + 4, PATH_BYTES - 4)) {
        fill_block(&block, nt_path + 4, command_line);
        status = start_with_block(nt_path, &block);
    }
    pool_free(block.parameters);
    return status;
}
