/*
 * CreateProcess: finds the program in the command line, makes the block of process parameters, and asks the
 * kernel.
 */
#include "images/kernel32/batch_file.h"
#include "images/kernel32/console_event.h"
#include "images/kernel32/ansi.h"
#include "images/kernel32/handle.h"
#include "images/ntdll/environment.h"
#include "images/ntdll/nls.h"
#include "images/ntdll/nt_debug.h"
#include "images/ntdll/nt_process.h"
#include "images/ntdll/nt_sync.h"
#include "images/ntdll/path.h"
#include "images/ntdll/string.h"

#define PATH_CHARACTERS 1024

struct request {
    WCHAR program[PATH_CHARACTERS]; /* absolute */
    const WCHAR *command_line;
    const WCHAR *directory; /* null: ours */
    const WCHAR *environment;
    SIZE_T environment_bytes;
    const STARTUPINFOW *startup;
    HANDLE debugger; /* null: none */
    WCHAR *own_line; /* of a batch file; null: none */
};

static bool is_file(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && !(attributes & FILE_ATTRIBUTE_DIRECTORY);
}

/* Looks for the first `length` characters of `text` as a program: a path as it stands or in the search path,
 * with .exe added if it has no extension. */
static bool program_find(const WCHAR *text, size_t length, WCHAR *out)
{
    WCHAR name[MAX_PATH];
    if (!length || length >= MAX_PATH)
        return false;
    memcpy(name, text, length * sizeof *name);
    name[length] = 0;
    DWORD found = SearchPathW(NULL, name, L".exe", PATH_CHARACTERS, out, NULL);
    return found && found < PATH_CHARACTERS && is_file(out);
}

/* The program is the first word, in quotes or not; without quotes a name may hold spaces, so each space may
 * be its end: "C:\My programs\x.exe a" is tried as C:\My, then C:\My programs\x.exe. */
static bool program_from_line(const WCHAR *line, WCHAR *out)
{
    while (*line == ' ' || *line == '\t')
        line++;
    if (*line == '"') {
        const WCHAR *end = wcschr(line + 1, '"');
        return program_find(line + 1, end ? (size_t)(end - line - 1) : wcslen(line + 1), out);
    }
    for (size_t end = 0;; end++) {
        bool last = !line[end];
        if ((last || line[end] == ' ' || line[end] == '\t') && program_find(line, end, out))
            return true;
        if (last)
            return false;
    }
}

static BOOL program_named(const WCHAR *name, WCHAR *out)
{
    DWORD length = GetFullPathNameW(name, PATH_CHARACTERS, out, NULL);
    if (!length || length >= PATH_CHARACTERS)
        return fail(ERROR_PATH_NOT_FOUND);
    DWORD attributes = GetFileAttributesW(out);
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return FALSE;
    return attributes & FILE_ATTRIBUTE_DIRECTORY ? fail(ERROR_ACCESS_DENIED) : TRUE;
}

/* Copies a string behind the block and makes it a field of it; *at moves on. */
static void field_put(UNICODE_STRING *field, const WCHAR *text, char **at)
{
    size_t bytes = wcslen(text) * sizeof *text;
    field->Buffer = (WCHAR *)*at;
    field->Length = (USHORT)bytes;
    field->MaximumLength = (USHORT)(bytes + sizeof *text);
    memcpy(*at, text, bytes + sizeof *text);
    *at += (bytes + sizeof *text + 3) & ~(size_t)3;
}

static SIZE_T text_bytes(const WCHAR *text)
{
    return (wcslen(text) + 3) * sizeof *text;
}

static void standard_handles(RTL_USER_PROCESS_PARAMETERS *block, const STARTUPINFOW *startup)
{
    const RTL_USER_PROCESS_PARAMETERS *own = peb()->ProcessParameters;
    bool given = startup->dwFlags & STARTF_USESTDHANDLES;
    block->StandardInput = given ? startup->hStdInput : own->StandardInput;
    block->StandardOutput = given ? startup->hStdOutput : own->StandardOutput;
    block->StandardError = given ? startup->hStdError : own->StandardError;
}

static void window_fields(RTL_USER_PROCESS_PARAMETERS *block, const STARTUPINFOW *startup)
{
    block->StartingX = startup->dwX;
    block->StartingY = startup->dwY;
    block->CountX = startup->dwXSize;
    block->CountY = startup->dwYSize;
    block->CountCharsX = startup->dwXCountChars;
    block->CountCharsY = startup->dwYCountChars;
    block->FillAttribute = startup->dwFillAttribute;
    block->WindowFlags = startup->dwFlags;
    block->ShowWindowFlags = startup->wShowWindow;
}

/* One block with all its strings behind it; freed with release(). */
static RTL_USER_PROCESS_PARAMETERS *parameters_make(const struct request *request, bool new_group)
{
    WCHAR directory[PATH_CHARACTERS];
    const WCHAR *title = request->startup->lpTitle ? request->startup->lpTitle : request->program;
    const WCHAR *desktop = request->startup->lpDesktop ? request->startup->lpDesktop : L"";
    if (!request->directory)
        GetCurrentDirectoryW(PATH_CHARACTERS, directory);
    else if (GetFullPathNameW(request->directory, PATH_CHARACTERS, directory, NULL) >= PATH_CHARACTERS)
        return NULL;
    SIZE_T bytes = sizeof(RTL_USER_PROCESS_PARAMETERS) + text_bytes(directory) +
                   text_bytes(request->program) + text_bytes(request->command_line) + text_bytes(title) +
                   text_bytes(desktop);
    RTL_USER_PROCESS_PARAMETERS *block = allocate(bytes);
    if (!block)
        return NULL;
    memset(block, 0, bytes);
    char *at = (char *)(block + 1);
    field_put(&block->CurrentDirectory.DosPath, directory, &at);
    field_put(&block->ImagePathName, request->program, &at);
    field_put(&block->CommandLine, request->command_line, &at);
    field_put(&block->WindowTitle, title, &at);
    field_put(&block->DesktopInfo, desktop, &at);
    block->MaximumLength = block->Length = bytes;
    block->Flags = RTL_USER_PROC_PARAMS_NORMALIZED;
    block->Environment = (WCHAR *)request->environment;
    block->EnvironmentSize = request->environment_bytes;
    standard_handles(block, request->startup);
    window_fields(block, request->startup);
    console_event_hand_on(block, new_group);
    return block;
}

/* Makes the process with its thread suspended. */
static NTSTATUS process_make(const struct request *request, const SECURITY_ATTRIBUTES *of_process,
                             const SECURITY_ATTRIBUTES *of_thread, ULONG flags, bool new_group,
                             PROCESS_INFORMATION *out)
{
    UNICODE_STRING path;
    CLIENT_ID id = {NULL, NULL};
    PS_CREATE_INFO info = {.Size = sizeof info};
    OBJECT_ATTRIBUTES process = {.Length = sizeof process, .Attributes = handle_attributes(of_process)};
    OBJECT_ATTRIBUTES thread = {.Length = sizeof thread, .Attributes = handle_attributes(of_thread)};
    RTL_USER_PROCESS_PARAMETERS *parameters = parameters_make(request, new_group);
    if (!parameters)
        return STATUS_NO_MEMORY;
    NTSTATUS status = STATUS_OBJECT_NAME_INVALID;
    if (RtlDosPathNameToNtPathName_U(request->program, &path, NULL, NULL)) {
        struct ps_attribute_list list = {
            sizeof list,
            {{PS_ATTRIBUTE_IMAGE_NAME, path.Length, path.Buffer, NULL},
             {PS_ATTRIBUTE_CLIENT_ID, sizeof id, &id, NULL},
             {PS_ATTRIBUTE_DEBUG_PORT, sizeof(HANDLE), request->debugger, NULL}}};
        if (!request->debugger)
            list.TotalLength -= sizeof list.Attributes[0];
        status = NtCreateUserProcess(&out->hProcess, &out->hThread, PROCESS_ALL_ACCESS, THREAD_ALL_ACCESS,
                                     &process, &thread, flags, THREAD_CREATE_FLAGS_CREATE_SUSPENDED,
                                     parameters, &info, &list);
        RtlFreeUnicodeString(&path);
    }
    release(parameters);
    out->dwProcessId = (DWORD)id.UniqueProcess;
    out->dwThreadId = (DWORD)id.UniqueThread;
    return status;
}

/* An ANSI environment block in UTF-16; freed with release(). */
static WCHAR *environment_wide(const char *block)
{
    const char *end = block;
    while (*end)
        end += strlen(end) + 1;
    SIZE_T characters = (SIZE_T)(end - block) + 2;
    WCHAR *wide = allocate(characters * sizeof *wide);
    for (SIZE_T i = 0; wide && i < characters; i++)
        wide[i] = 0;
    if (wide)
        RtlMultiByteToUnicodeN(wide, characters * sizeof *wide, NULL, block, (ULONG)(end - block));
    return wide;
}

static bool is_directory(const WCHAR *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY);
}

static BOOL request_fill(struct request *request, const WCHAR *name, const WCHAR *line)
{
    if (!name && !line)
        return fail(ERROR_INVALID_PARAMETER);
    if (name && !program_named(name, request->program))
        return FALSE;
    if (!name && !program_from_line(line, request->program))
        return fail(ERROR_FILE_NOT_FOUND);
    if (request->directory && !is_directory(request->directory))
        return fail(ERROR_DIRECTORY);
    request->command_line = line ? line : name;
    if (batch_file_is(request->program)) {
        request->own_line = batch_file_start(request->command_line, request->program, PATH_CHARACTERS);
        if (!request->own_line)
            return FALSE;
        request->command_line = request->own_line;
    }
    return wcslen(request->command_line) < 0x7fff ? TRUE : fail(ERROR_FILENAME_EXCED_RANGE);
}

/* Whoever debugs does it by his thread's own debug object. */
static BOOL debugger_fill(struct request *request, DWORD flags)
{
    if (!(flags & (DEBUG_PROCESS | DEBUG_ONLY_THIS_PROCESS)))
        return TRUE;
    if (!result(DbgUiConnectToDbg()))
        return FALSE;
    request->debugger = DbgUiGetThreadDebugObject();
    return TRUE;
}

static ULONG process_flags(BOOL inherit, DWORD flags)
{
    return (inherit ? PROCESS_CREATE_FLAGS_INHERIT_HANDLES : 0) |
           (flags & CREATE_BREAKAWAY_FROM_JOB ? PROCESS_CREATE_FLAGS_BREAKAWAY : 0) |
           (flags & DEBUG_ONLY_THIS_PROCESS ? PROCESS_CREATE_FLAGS_NO_DEBUG_INHERIT : 0);
}

static BOOL create(struct request *request, const SECURITY_ATTRIBUTES *of_process,
                   const SECURITY_ATTRIBUTES *of_thread, BOOL inherit, DWORD flags, PROCESS_INFORMATION *out)
{
    ULONG previous;
    NTSTATUS status = process_make(request, of_process, of_thread, process_flags(inherit, flags),
                                   (flags & CREATE_NEW_PROCESS_GROUP) != 0, out);
    if (!result(status))
        return FALSE;
    DWORD priority =
        flags & (IDLE_PRIORITY_CLASS | NORMAL_PRIORITY_CLASS | HIGH_PRIORITY_CLASS | REALTIME_PRIORITY_CLASS |
                 BELOW_NORMAL_PRIORITY_CLASS | ABOVE_NORMAL_PRIORITY_CLASS);
    if (priority)
        SetPriorityClass(out->hProcess, priority);
    if (!(flags & CREATE_SUSPENDED))
        NtResumeThread(out->hThread, &previous);
    return TRUE;
}

WINBOOL WINAPI CreateProcessW(LPCWSTR name, LPWSTR line, LPSECURITY_ATTRIBUTES of_process,
                              LPSECURITY_ATTRIBUTES of_thread, WINBOOL inherit, DWORD flags,
                              LPVOID environment, LPCWSTR directory, LPSTARTUPINFOW startup,
                              LPPROCESS_INFORMATION out)
{
    struct request *request = allocate(sizeof *request);
    WCHAR *own = NULL;
    if (!request)
        return FALSE;
    request->directory = directory;
    request->startup = startup;
    request->debugger = NULL;
    request->own_line = NULL;
    if (!environment) {
        RtlCreateEnvironment(TRUE, &own);
        request->environment = own;
    } else if (flags & CREATE_UNICODE_ENVIRONMENT) {
        request->environment = environment;
    } else {
        request->environment = own = environment_wide(environment);
    }
    BOOL done = FALSE;
    if (!request->environment) {
        fail(ERROR_NOT_ENOUGH_MEMORY);
    } else if (request_fill(request, name, line) && debugger_fill(request, flags)) {
        const WCHAR *end = request->environment;
        while (*end)
            end += wcslen(end) + 1;
        request->environment_bytes = (SIZE_T)(end - request->environment + 1) * sizeof *end;
        done = create(request, of_process, of_thread, inherit, flags, out);
    }
    release(own);
    release(request->own_line);
    release(request);
    return done;
}

static BOOL startup_wide(const STARTUPINFOA *in, STARTUPINFOW *out)
{
    memcpy(out, in, sizeof *out); /* the same layout but for the characters that the pointers point to */
    out->lpReserved = out->lpDesktop = out->lpTitle = NULL;
    return wide_from_ansi(&out->lpDesktop, in->lpDesktop) && wide_from_ansi(&out->lpTitle, in->lpTitle);
}

WINBOOL WINAPI CreateProcessA(LPCSTR name, LPSTR line, LPSECURITY_ATTRIBUTES of_process,
                              LPSECURITY_ATTRIBUTES of_thread, WINBOOL inherit, DWORD flags,
                              LPVOID environment, LPCSTR directory, LPSTARTUPINFOA startup,
                              LPPROCESS_INFORMATION out)
{
    STARTUPINFOW wide = {0};
    WCHAR *wide_name = NULL, *wide_line = NULL, *wide_directory = NULL;
    BOOL done = wide_from_file(&wide_name, name) && wide_from_ansi(&wide_line, line) &&
                wide_from_file(&wide_directory, directory) && startup_wide(startup, &wide) &&
                CreateProcessW(wide_name, wide_line, of_process, of_thread, inherit, flags, environment,
                               wide_directory, &wide, out);
    release(wide_name);
    release(wide_line);
    release(wide_directory);
    release(wide.lpDesktop);
    release(wide.lpTitle);
    return done;
}
