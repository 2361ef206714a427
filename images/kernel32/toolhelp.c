/*
 * Toolhelp (Microsoft: Tool Help Library): processes, threads, modules and heaps as they were at one moment.
 * A snapshot is a section, as on Windows, so that closing its handle is all there is to do; it also remembers
 * how far each list has been read.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/process_list.h"
#include "images/kernel32/process_modules.h"
#include "images/ntdll/nt_process.h"

#include <tlhelp32.h>

enum { PROCESSES, THREADS, MODULES, HEAPS, PARTS };

struct snapshot {
    struct part {
        DWORD offset, count, next;
    } parts[PARTS];
};

/* ---- gathering ---- */

struct draft {
    char *bytes;
    SIZE_T used, room;
    DWORD count;
};

static BOOL draft_add(struct draft *draft, const void *entry, SIZE_T bytes)
{
    if (draft->used + bytes > draft->room) {
        SIZE_T room = draft->room ? draft->room * 2 : 8 * bytes;
        char *more = allocate(room);
        if (!more)
            return FALSE;
        memcpy(more, draft->bytes, draft->used);
        release(draft->bytes);
        draft->bytes = more;
        draft->room = room;
    }
    memcpy(draft->bytes + draft->used, entry, bytes);
    draft->used += bytes;
    draft->count++;
    return TRUE;
}

static void name_copy(WCHAR *out, SIZE_T characters, const WCHAR *text, SIZE_T length)
{
    SIZE_T fits = length < characters ? length : characters - 1;
    memcpy(out, text, fits * sizeof *out);
    out[fits] = 0;
}

static BOOL add_process(struct draft *draft, const SYSTEM_PROCESS_INFORMATION *process)
{
    PROCESSENTRY32W entry = {
        .dwSize = sizeof entry,
        .th32ProcessID = process->UniqueProcessId,
        .cntThreads = process->NumberOfThreads,
        .th32ParentProcessID = process->InheritedFromUniqueProcessId,
        .pcPriClassBase = process->BasePriority,
    };
    name_copy(entry.szExeFile, MAX_PATH, process->ImageName.Buffer,
              process->ImageName.Length / sizeof(WCHAR));
    return draft_add(draft, &entry, sizeof entry);
}

static BOOL add_threads(struct draft *draft, const SYSTEM_PROCESS_INFORMATION *process)
{
    const SYSTEM_THREAD_INFORMATION *thread = (const SYSTEM_THREAD_INFORMATION *)(process + 1);
    for (ULONG i = 0; i < process->NumberOfThreads; i++, thread++) {
        const THREADENTRY32 entry = {
            .dwSize = sizeof entry,
            .th32ThreadID = (DWORD)thread->ClientId.UniqueThread,
            .th32OwnerProcessID = (DWORD)thread->ClientId.UniqueProcess,
            .tpBasePri = thread->BasePriority,
        };
        if (!draft_add(draft, &entry, sizeof entry))
            return FALSE;
    }
    return TRUE;
}

/* Both from one look at the kernel's list. */
static BOOL gather_processes(struct draft *drafts, DWORD flags)
{
    SYSTEM_PROCESS_INFORMATION *list = process_list(), *process = list;
    BOOL done = list != NULL;
    for (; done && process; process = process_list_next(process)) {
        if (flags & TH32CS_SNAPPROCESS)
            done = add_process(&drafts[PROCESSES], process);
        if (done && (flags & TH32CS_SNAPTHREAD))
            done = add_threads(&drafts[THREADS], process);
    }
    release(list);
    return done;
}

static void name_read(HANDLE process, const UNICODE_STRING *name, WCHAR *out, SIZE_T characters)
{
    SIZE_T length = name->Length / sizeof(WCHAR), fits = length < characters ? length : characters - 1;
    if (!ReadProcessMemory(process, name->Buffer, out, fits * sizeof *out, NULL))
        fits = 0;
    out[fits] = 0;
}

static BOOL add_module(struct draft *draft, HANDLE process, DWORD id, const LDR_DATA_TABLE_ENTRY *module)
{
    MODULEENTRY32W entry = {
        .dwSize = sizeof entry,
        .th32ModuleID = 1,
        .th32ProcessID = id,
        .GlblcntUsage = module->LoadCount,
        .ProccntUsage = module->LoadCount,
        .modBaseAddr = module->DllBase,
        .modBaseSize = module->SizeOfImage,
        .hModule = module->DllBase,
    };
    name_read(process, &module->BaseDllName, entry.szModule, MAX_MODULE_NAME32 + 1);
    name_read(process, &module->FullDllName, entry.szExePath, MAX_PATH);
    return draft_add(draft, &entry, sizeof entry);
}

/* A program that has not begun to load has no list yet: ERROR_PARTIAL_COPY, upon which one tries again. */
static BOOL walk_modules(struct draft *draft, HANDLE process, DWORD id)
{
    struct module_walk walk;
    LDR_DATA_TABLE_ENTRY module;
    BOOL end;
    if (!module_walk_begin(&walk, process))
        return fail(ERROR_PARTIAL_COPY);
    while (module_walk_next(&walk, &module, &end))
        if (!add_module(draft, process, id, &module))
            return FALSE;
    return end;
}

static BOOL in_process(struct draft *draft, DWORD id, BOOL (*list)(struct draft *, HANDLE, DWORD))
{
    HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, id);
    BOOL done = process && list(draft, process, id);
    if (process)
        CloseHandle(process);
    return done;
}

static BOOL add_heap(struct draft *draft, DWORD id, const void *heap, const PEB *block)
{
    const HEAPLIST32 entry = {
        .dwSize = sizeof entry,
        .th32ProcessID = id,
        .th32HeapID = (ULONG_PTR)heap,
        .dwFlags = heap == block->ProcessHeap ? HF32_DEFAULT : 0,
    };
    return draft_add(draft, &entry, sizeof entry);
}

/* As its PEB lists them. */
static BOOL list_heaps(struct draft *draft, HANDLE process, DWORD id)
{
    PROCESS_BASIC_INFORMATION basic;
    PEB block;
    void *heap;
    if (!result(NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, NULL)) ||
        !ReadProcessMemory(process, basic.PebBaseAddress, &block, sizeof block, NULL))
        return FALSE;
    for (ULONG i = 0; i < block.NumberOfHeaps && i < block.MaximumNumberOfHeaps; i++)
        if (!ReadProcessMemory(process, block.ProcessHeaps + i, &heap, sizeof heap, NULL) ||
            !add_heap(draft, id, heap, &block))
            return FALSE;
    return TRUE;
}

static BOOL gather(struct draft *drafts, DWORD flags, DWORD id)
{
    BOOL done = TRUE;
    if (flags & (TH32CS_SNAPPROCESS | TH32CS_SNAPTHREAD))
        done = gather_processes(drafts, flags);
    if (done && (flags & (TH32CS_SNAPMODULE | TH32CS_SNAPMODULE32)))
        done = in_process(&drafts[MODULES], id, walk_modules);
    if (done && (flags & TH32CS_SNAPHEAPLIST))
        done = in_process(&drafts[HEAPS], id, list_heaps);
    return done;
}

/* ---- the snapshot ---- */

static void fill(struct snapshot *snapshot, const struct draft *drafts)
{
    DWORD offset = sizeof *snapshot;
    for (int i = 0; i < PARTS; i++) {
        snapshot->parts[i] = (struct part){offset, drafts[i].count, 0};
        memcpy((char *)snapshot + offset, drafts[i].bytes, drafts[i].used);
        offset += drafts[i].used;
    }
}

/* Null: the last error says why. */
static HANDLE section_of(const struct draft *drafts, DWORD flags)
{
    SECURITY_ATTRIBUTES attributes = {.nLength = sizeof attributes,
                                      .bInheritHandle = (flags & TH32CS_INHERIT) != 0};
    SIZE_T bytes = sizeof(struct snapshot);
    for (int i = 0; i < PARTS; i++)
        bytes += drafts[i].used;
    HANDLE section =
        CreateFileMappingW(INVALID_HANDLE_VALUE, &attributes, PAGE_READWRITE, 0, (DWORD)bytes, NULL);
    struct snapshot *view = section ? MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0) : NULL;
    if (view) {
        fill(view, drafts);
        UnmapViewOfFile(view);
    } else if (section) {
        CloseHandle(section);
        section = NULL;
    }
    return section;
}

HANDLE WINAPI CreateToolhelp32Snapshot(DWORD flags, DWORD process)
{
    struct draft drafts[PARTS] = {{NULL, 0, 0, 0}};
    HANDLE section = NULL;
    if (!(flags & (TH32CS_SNAPALL | TH32CS_SNAPMODULE32)))
        fail(ERROR_INVALID_PARAMETER);
    else if (gather(drafts, flags, process ? process : GetCurrentProcessId()))
        section = section_of(drafts, flags);
    for (int i = 0; i < PARTS; i++)
        release(drafts[i].bytes);
    return section ? section : INVALID_HANDLE_VALUE;
}

/* ---- reading it ---- */

/* The next entry of a part, from the first one on for `from_start`. `entry` begins with its size, which may
 * be larger than ours; it stays. */
static BOOL entry_take(struct snapshot *view, int which, BOOL from_start, DWORD *entry, DWORD bytes)
{
    struct part *part = &view->parts[which];
    DWORD size = *entry, at = from_start ? 0 : part->next;
    if (size < bytes)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    if (at >= part->count)
        return fail(ERROR_NO_MORE_FILES);
    part->next = at + 1;
    memcpy(entry, (char *)view + part->offset + at * bytes, bytes);
    *entry = size;
    return TRUE;
}

static BOOL entry_read(HANDLE snapshot, int which, BOOL from_start, void *entry, DWORD bytes)
{
    struct snapshot *view = MapViewOfFile(snapshot, FILE_MAP_WRITE, 0, 0, 0);
    if (!view)
        return FALSE;
    BOOL done = entry_take(view, which, from_start, entry, bytes);
    UnmapViewOfFile(view);
    return done;
}

WINBOOL WINAPI Process32FirstW(HANDLE snapshot, LPPROCESSENTRY32W entry)
{
    return entry_read(snapshot, PROCESSES, TRUE, entry, sizeof *entry);
}

WINBOOL WINAPI Process32NextW(HANDLE snapshot, LPPROCESSENTRY32W entry)
{
    return entry_read(snapshot, PROCESSES, FALSE, entry, sizeof *entry);
}

WINBOOL WINAPI Thread32First(HANDLE snapshot, LPTHREADENTRY32 entry)
{
    return entry_read(snapshot, THREADS, TRUE, entry, sizeof *entry);
}

WINBOOL WINAPI Thread32Next(HANDLE snapshot, LPTHREADENTRY32 entry)
{
    return entry_read(snapshot, THREADS, FALSE, entry, sizeof *entry);
}

WINBOOL WINAPI Module32FirstW(HANDLE snapshot, LPMODULEENTRY32W entry)
{
    return entry_read(snapshot, MODULES, TRUE, entry, sizeof *entry);
}

WINBOOL WINAPI Module32NextW(HANDLE snapshot, LPMODULEENTRY32W entry)
{
    return entry_read(snapshot, MODULES, FALSE, entry, sizeof *entry);
}

WINBOOL WINAPI Heap32ListFirst(HANDLE snapshot, LPHEAPLIST32 entry)
{
    return entry_read(snapshot, HEAPS, TRUE, entry, sizeof *entry);
}

WINBOOL WINAPI Heap32ListNext(HANDLE snapshot, LPHEAPLIST32 entry)
{
    return entry_read(snapshot, HEAPS, FALSE, entry, sizeof *entry);
}

/* ---- with names in ANSI ---- */

static void name_narrow(const WCHAR *wide, char *out, int room)
{
    if (!WideCharToMultiByte(CP_ACP, 0, wide, -1, out, room, NULL, NULL))
        out[room - 1] = 0;
}

/* But for the name both forms are alike. */
static BOOL process_narrow(HANDLE snapshot, BOOL from_start, PROCESSENTRY32 *entry)
{
    PROCESSENTRY32W wide = {.dwSize = sizeof wide};
    if (entry->dwSize < sizeof *entry)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    if (!entry_read(snapshot, PROCESSES, from_start, &wide, sizeof wide))
        return FALSE;
    memcpy(&entry->cntUsage, &wide.cntUsage,
           offsetof(PROCESSENTRY32, szExeFile) - offsetof(PROCESSENTRY32, cntUsage));
    name_narrow(wide.szExeFile, entry->szExeFile, sizeof entry->szExeFile);
    return TRUE;
}

WINBOOL WINAPI Process32First(HANDLE snapshot, LPPROCESSENTRY32 entry)
{
    return process_narrow(snapshot, TRUE, entry);
}

WINBOOL WINAPI Process32Next(HANDLE snapshot, LPPROCESSENTRY32 entry)
{
    return process_narrow(snapshot, FALSE, entry);
}

static BOOL module_narrow(HANDLE snapshot, BOOL from_start, MODULEENTRY32 *entry)
{
    MODULEENTRY32W wide = {.dwSize = sizeof wide};
    if (entry->dwSize < sizeof *entry)
        return fail(ERROR_INSUFFICIENT_BUFFER);
    if (!entry_read(snapshot, MODULES, from_start, &wide, sizeof wide))
        return FALSE;
    memcpy(&entry->th32ModuleID, &wide.th32ModuleID,
           offsetof(MODULEENTRY32, szModule) - offsetof(MODULEENTRY32, th32ModuleID));
    name_narrow(wide.szModule, entry->szModule, sizeof entry->szModule);
    name_narrow(wide.szExePath, entry->szExePath, sizeof entry->szExePath);
    return TRUE;
}

WINBOOL WINAPI Module32First(HANDLE snapshot, LPMODULEENTRY32 entry)
{
    return module_narrow(snapshot, TRUE, entry);
}

WINBOOL WINAPI Module32Next(HANDLE snapshot, LPMODULEENTRY32 entry)
{
    return module_narrow(snapshot, FALSE, entry);
}

WINBOOL WINAPI Toolhelp32ReadProcessMemory(DWORD id, LPCVOID address, LPVOID buffer, SIZE_T bytes,
                                           SIZE_T *done)
{
    HANDLE process = OpenProcess(PROCESS_VM_READ, FALSE, id ? id : GetCurrentProcessId());
    if (!process)
        return FALSE;
    BOOL read = ReadProcessMemory(process, address, buffer, bytes, done);
    CloseHandle(process);
    return read;
}
