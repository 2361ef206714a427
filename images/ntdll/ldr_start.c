/*
 * The first instructions of every thread. The first thread of a process finds PEB->Ldr null and loads the
 * program; every later one attaches itself to the DLLs that are there.
 */
#include "images/ntdll/critsect.h"
#include "images/ntdll/exit.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/ldr_error.h"
#include "images/ntdll/ldr_import.h"
#include "images/ntdll/ldr_init.h"
#include "images/ntdll/ldr_tls.h"
#include "images/ntdll/nt_debug.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/path.h"
#include "images/ntdll/string.h"

static RTL_CRITICAL_SECTION peb_lock = CRITICAL_SECTION_FREE;

static NTSTATUS heap_start(const struct image *program)
{
    const IMAGE_OPTIONAL_HEADER32 *optional = &program->headers->OptionalHeader;
    PEB *block = peb();
    block->FastPebLock = &peb_lock;
    block->ProcessHeap = RtlCreateHeap(HEAP_GROWABLE, NULL, optional->SizeOfHeapReserve,
                                       optional->SizeOfHeapCommit, NULL, NULL);
    return block->ProcessHeap ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static void subsystem_start(const struct image *program)
{
    const IMAGE_OPTIONAL_HEADER32 *optional = &program->headers->OptionalHeader;
    peb()->ImageSubsystem = optional->Subsystem;
    peb()->ImageSubsystemMajorVersion = optional->MajorSubsystemVersion;
    peb()->ImageSubsystemMinorVersion = optional->MinorSubsystemVersion;
}

/* The EXE and NTDLL are mapped already. NTDLL comes first in the order of initialisation, though it has no
 * entry point. */
static NTSTATUS modules_adopt(const struct image *program, void *ntdll_base, struct module **out)
{
    static const UNICODE_STRING ntdll_path = UNICODE_CONSTANT(L"C:\\WINDOWS\\SYSTEM32\\NTDLL.DLL");
    struct image image;
    modules_start();
    *out = module_add(program, &peb()->ProcessParameters->ImagePathName);
    NTSTATUS status = image_open(ntdll_base, 0, &image);
    if (!NT_SUCCESS(status))
        return status;
    struct module *ntdll = module_add(&image, &ntdll_path);
    return *out && ntdll ? init_attach(ntdll, NULL) : STATUS_NO_MEMORY;
}

/* All that the program needs from the start stays for ever. */
static void modules_pin(void)
{
    struct module *module = NULL;
    while ((module = module_next(module)))
        module->entry.LoadCount = LOADS_PINNED;
}

static NTSTATUS program_load(void *ntdll_base, CONTEXT *context)
{
    struct image image;
    struct module *program;
    NTSTATUS status = image_open(peb()->ImageBaseAddress, 0, &image);
    if (NT_SUCCESS(status))
        status = heap_start(&image);
    if (NT_SUCCESS(status))
        status = image_relocate(&image);
    if (NT_SUCCESS(status))
        status = modules_adopt(&image, ntdll_base, &program);
    if (!NT_SUCCESS(status))
        return status;
    subsystem_start(&image);
    current_directory_start();
    status = tls_register(program);
    if (NT_SUCCESS(status))
        status = import_resolve(program);
    modules_pin();
    if (NT_SUCCESS(status))
        status = tls_thread_begin();
    if (NT_SUCCESS(status) && peb()->BeingDebugged) /* all is there, and nothing of it has run */
        debugger_break_in();
    if (NT_SUCCESS(status))
        status = init_attach(program, context);
    peb()->Ldr->Initialized = TRUE;
    return status;
}

static void process_start(void *ntdll_base, CONTEXT *context)
{
    loader_report_begin();
    NTSTATUS status = program_load(ntdll_base, context);
    if (!NT_SUCCESS(status)) {
        if (!loader_goes_on(status))
            loader_report_image(status, &peb()->ProcessParameters->ImagePathName);
        NtTerminateProcess(CURRENT_PROCESS, status);
    }
    loader_report_end();
}

static void thread_start(void)
{
    NTSTATUS status = tls_thread_begin();
    if (!NT_SUCCESS(status))
        NtTerminateThread(CURRENT_THREAD, status);
    init_thread_attach();
}

void LdrInitializeThunk(CONTEXT *context, void *ntdll_base)
{
    RtlEnterCriticalSection(&loader_lock);
    if (!peb()->Ldr)
        process_start(ntdll_base, context);
    else if (!peb()->Ldr->ShutdownInProgress)
        thread_start();
    RtlLeaveCriticalSection(&loader_lock);
    NTSTATUS status = NtContinue(context, TRUE);
    NtTerminateThread(CURRENT_THREAD, status);
}

/* entry.S: RtlUserThreadStart. What a thread's function returns is its exit code. */
__attribute__((noreturn, used)) void thread_main(DWORD(WINAPI *start)(void *), void *parameter)
{
    RtlExitUserThread((NTSTATUS)start(parameter));
    __builtin_unreachable();
}
