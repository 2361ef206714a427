#include "sched/process/processstart.h"

#include <string.h>
#include "mmu/pagedpool.h"
#include "sched/object/fileshare.h"
#include "sched/object/directory.h"
#include "sched/process/job.h"
#include "sched/process/parameters.h"
#include "storage/volumelock.h"

static ntstatus open_image_locked(char nt_path[NTPATH_BYTES], struct section **section)
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

/* Nobody may come to write it between the look and the making. */
static ntstatus open_image(char nt_path[NTPATH_BYTES], struct section **section)
{
    volume_lock();
    ntstatus status = open_image_locked(nt_path, section);
    volume_unlock();
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

ntstatus process_start(char nt_path[NTPATH_BYTES], const struct process_start *start, bool suspended,
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
    status = job_inherit(*process, process_current(), start->breaks_away);
    if (status_ok(status) && (*process)->job)
        job_limit_working_set((*process)->job, *process);
    if (status_ok(status))
        status =
            process_create_thread(*process, (*process)->image_entry, layout.peb, 0, 0, suspended, thread);
    if (status_ok(status)) {
        process_publish(*process);
    } else {
        (*process)->exit_status = status;
        process_abandon(*process);
    }
    return status;
}

/* ---- programs of BOOT.INI ---- */

#define NT_PREFIX        "\\??\\"
#define NT_PREFIX_LENGTH (sizeof NT_PREFIX - 1)

/* The first word of a command line, quoted or not. STATUS_NAME_TOO_LONG, STATUS_OBJECT_NAME_INVALID. */
static ntstatus first_word(const char *line, char *word, uint32_t room)
{
    bool quoted = *line == '"';
    const char *begin = line + quoted;
    uint32_t length = (uint32_t)strcspn(begin, quoted ? "\"" : " \t");
    if (length >= room)
        return STATUS_NAME_TOO_LONG;
    memcpy(word, begin, length);
    word[length] = 0;
    return length > 0 ? STATUS_SUCCESS : STATUS_OBJECT_NAME_INVALID;
}

/* The parameters may be out of memory, so what is public is made before they are touched. */
static ntstatus open_console(bool input, uint32_t *place)
{
    uint32_t handle;
    ntstatus status = console_open(&process_current()->handles, input, &handle);
    if (status_ok(status))
        *place = handle;
    return status;
}

/* The handles are made before the process, in its table to be: System's, which is empty otherwise, and
 * inherited. */
static ntstatus console_handles(struct nt_process_parameters *parameters)
{
    ntstatus status = open_console(true, &parameters->standard_input);
    if (status_ok(status))
        status = open_console(false, &parameters->standard_output);
    if (status_ok(status))
        status = open_console(false, &parameters->standard_error);
    return status;
}

static ntstatus start_with_parameters(char nt_path[NTPATH_BYTES], const struct process_start *start)
{
    struct process *process;
    struct thread_object *thread;
    ntstatus status = console_handles(start->parameters);
    if (status_ok(status))
        status = process_start(nt_path, start, false, &process, &thread);
    handle_close_all(&process_current()->handles);
    if (!status_ok(status))
        return status;
    object_dereference(&thread->object);
    object_dereference(&process->object);
    return STATUS_SUCCESS;
}

static bool is_directory(char nt_path[NTPATH_BYTES])
{
    const char *path = path_on_volume(nt_path);
    struct file *file;
    enum file_action action;
    volume_lock();
    bool is = path && status_ok(file_open(path, FILE_DISPOSITION_OPEN, 0, true, false, &file, &action));
    if (is)
        file_close(file);
    volume_unlock();
    return is;
}

/* The full path of a directory that is there, with the backslash that NT's current directory ends in. NULL is
 * the root. STATUS_NOT_A_DIRECTORY, as for CreateProcess. */
static ntstatus take_directory(const char *wanted, char nt_path[NTPATH_BYTES])
{
    const char *path = wanted ? wanted : "C:\\";
    if (strlen(path) + sizeof NT_PREFIX + 1 > NTPATH_BYTES)
        return STATUS_NAME_TOO_LONG;
    strcat(strcpy(nt_path, NT_PREFIX), path);
    if (!is_directory(nt_path))
        return STATUS_NOT_A_DIRECTORY;
    if (nt_path[strlen(nt_path) - 1] != '\\')
        strcat(nt_path, "\\");
    return STATUS_SUCCESS;
}

ntstatus process_start_command(const char *command_line, const char *directory)
{
    char nt_path[NTPATH_BYTES], nt_directory[NTPATH_BYTES];
    const char *path = nt_path + NT_PREFIX_LENGTH;
    struct process_start start = {.inherit_handles = true};
    struct nt_process_parameters *parameters;
    strcpy(nt_path, NT_PREFIX);
    ntstatus status = first_word(command_line, nt_path + NT_PREFIX_LENGTH, NTPATH_BYTES - NT_PREFIX_LENGTH);
    if (status_ok(status))
        status = take_directory(directory, nt_directory);
    if (status_ok(status))
        status = parameters_make(path, command_line, nt_directory + NT_PREFIX_LENGTH, &parameters,
                                 &start.parameters_bytes);
    if (!status_ok(status))
        return status;
    start.parameters = parameters;
    status = start_with_parameters(nt_path, &start);
    paged_free(parameters);
    return status;
}
