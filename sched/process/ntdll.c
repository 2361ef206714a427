#include "sched/process/ntdll.h"

#include <string.h>
#include "firmware/initcode.h"
#include "firmware/panic.h"
#include "mmu/pe.h"
#include "mmu/pool.h"

#define TAG_NTDLL POOL_TAG('N', 't', 'd', 'l')

static struct section *section;
static struct ntdll_entries entries;

struct ntdll_entry {
    const char *name;
    uint32_t *address;
};

/* A copy of the image as it would lie in memory, so that its export table can be read before any process
 * exists. */
INIT_CODE static ntstatus copy_image(const struct section *from, uint8_t *memory)
{
    for (uint32_t i = 0; i < from->subsection_count; i++) {
        const struct subsection *part = &from->subsections[i];
        uint32_t done = 0;
        if (part->file_bytes == 0)
            continue;
        ntstatus status = file_read(from->file, part->file_offset, memory + part->first_page * PAGE_SIZE,
                                    part->file_bytes, &done);
        if (!status_ok(status))
            return status;
    }
    return STATUS_SUCCESS;
}

INIT_CODE static ntstatus find_entries(const uint8_t *memory, const char **missing)
{
    const struct ntdll_entry wanted[] = {
        {"LdrInitializeThunk", &entries.initialize_thunk},
        {"RtlUserThreadStart", &entries.user_thread_start},
        {"KiUserExceptionDispatcher", &entries.exception_dispatcher},
        {"KiUserApcDispatcher", &entries.apc_dispatcher},
        {"RtlExitUserProcess", &entries.exit_process},
        {"KiFastSystemCall", &entries.system_call},
        {"KiIntSystemCall", &entries.system_call_gate},
        {"KiFastSystemCallRet", &entries.system_call_return},
    };
    for (uint32_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        uint32_t rva = pe_export(memory, &section->image, wanted[i].name);
        *missing = wanted[i].name;
        if (rva == 0)
            return STATUS_ENTRYPOINT_NOT_FOUND;
        *wanted[i].address = section->image.base + rva;
    }
    return STATUS_SUCCESS;
}

INIT_CODE static ntstatus read_entries(const char **missing)
{
    uint32_t bytes = section->pages * PAGE_SIZE;
    uint8_t *memory = bytes <= 1u << 20 ? pool_alloc(bytes, TAG_NTDLL) : NULL;
    if (!memory)
        return STATUS_INSUFFICIENT_RESOURCES;
    ntstatus status = copy_image(section, memory);
    if (status_ok(status))
        status = find_entries(memory, missing);
    pool_free(memory);
    return status;
}

INIT_CODE ntstatus ntdll_load(const char **missing)
{
    struct file *file;
    enum file_action action;
    ASSERT(!section);
    *missing = "\\WINDOWS\\SYSTEM32\\NTDLL.DLL";
    ntstatus status = file_open(*missing, FILE_DISPOSITION_OPEN, 0, false, true, &file, &action);
    if (!status_ok(status))
        return status;
    status = section_of_image(file, &section);
    file_close(file);
    return status_ok(status) ? read_entries(missing) : status;
}

const struct ntdll_entries *ntdll_entries(void)
{
    ASSERT(entries.apc_dispatcher != 0);
    return &entries;
}

struct section *ntdll_section(void)
{
    ASSERT(section);
    return section;
}
