/*
 * Everything that MSVCRT.DLL takes from KERNEL32.DLL, declared as the Windows SDK documents it.
 *
 * Declared here and not taken from <windows.h>, because that brings the compiler's own C library headers with
 * it and this DLL is built on Newlib's. Only wide (W) functions are used where both kinds exist: narrow names
 * become UTF-16 in one place, path.c.
 */
#ifndef MSVCRT_WIN32_H
#define MSVCRT_WIN32_H

#include <stddef.h>
#include <stdint.h>

#define STDCALL       __attribute__((stdcall))
#define IMPORTED      __attribute__((dllimport))
#define WIN32(result) IMPORTED result STDCALL

typedef void *HANDLE;
typedef uint32_t DWORD;
typedef int BOOL;

#define INVALID_HANDLE_VALUE ((HANDLE)-1)

struct critical_section {
    void *debug_info;
    int32_t lock_count;
    int32_t recursion_count;
    HANDLE owning_thread;
    HANDLE semaphore;
    uint32_t spin_count;
};

struct filetime {
    DWORD low;
    DWORD high;
};

struct systemtime {
    uint16_t year, month, day_of_week, day, hour, minute, second, milliseconds;
};

struct time_zone_information {
    int32_t bias; /* minutes; UTC = local time + bias */
    wchar_t standard_name[32];
    struct systemtime standard_date;
    int32_t standard_bias;
    wchar_t daylight_name[32];
    struct systemtime daylight_date;
    int32_t daylight_bias;
};

struct startup_info {
    DWORD cb;
    void *reserved, *desktop, *title;
    DWORD x, y, x_size, y_size, x_count_chars, y_count_chars, fill_attribute, flags;
    uint16_t show_window, reserved2_size;
    uint8_t *reserved2;
    HANDLE std_input, std_output, std_error;
};

struct process_information {
    HANDLE process, thread;
    DWORD process_id, thread_id;
};

struct by_handle_file_information {
    DWORD attributes;
    struct filetime created, accessed, written;
    DWORD volume_serial, size_high, size_low, links, index_high, index_low;
};

struct find_data {
    DWORD attributes;
    struct filetime created, accessed, written;
    DWORD size_high, size_low, reserved0, reserved1;
    wchar_t name[260];
    wchar_t short_name[14];
};

struct memory_information {
    uint8_t *base;
    void *allocation_base;
    DWORD allocation_protection;
    uint32_t size;
    DWORD state, protection, type;
};

/* Error codes that errno_from_win32() in error.c knows. */
enum {
    ERROR_FILE_NOT_FOUND = 2,
    ERROR_PATH_NOT_FOUND = 3,
    ERROR_TOO_MANY_OPEN_FILES = 4,
    ERROR_ACCESS_DENIED = 5,
    ERROR_INVALID_HANDLE = 6,
    ERROR_NOT_ENOUGH_MEMORY = 8,
    ERROR_BAD_FORMAT = 11,
    ERROR_INVALID_DRIVE = 15,
    ERROR_CURRENT_DIRECTORY = 16,
    ERROR_NOT_SAME_DEVICE = 17,
    ERROR_NO_MORE_FILES = 18,
    ERROR_SHARING_VIOLATION = 32,
    ERROR_LOCK_VIOLATION = 33,
    ERROR_BAD_NETPATH = 53,
    ERROR_FILE_EXISTS = 80,
    ERROR_INVALID_PARAMETER = 87,
    ERROR_NO_PROC_SLOTS = 89,
    ERROR_BROKEN_PIPE = 109,
    ERROR_DISK_FULL = 112,
    ERROR_INVALID_NAME = 123,
    ERROR_NEGATIVE_SEEK = 131,
    ERROR_DIR_NOT_EMPTY = 145,
    ERROR_BAD_PATHNAME = 161,
    ERROR_ALREADY_EXISTS = 183,
    ERROR_BAD_EXE_FORMAT = 193,
    ERROR_FILENAME_EXCED_RANGE = 206,
    ERROR_NO_MORE_ITEMS = 259,
    ERROR_DIRECTORY = 267,
};

enum {
    GENERIC_READ = (int)0x80000000,
    GENERIC_WRITE = 0x40000000,
    FILE_WRITE_ATTRIBUTES = 0x100,
    FILE_SHARE_READ = 1,
    FILE_SHARE_WRITE = 2,
    CREATE_NEW = 1,
    CREATE_ALWAYS = 2,
    OPEN_EXISTING = 3,
    OPEN_ALWAYS = 4,
    TRUNCATE_EXISTING = 5,
    FILE_ATTRIBUTE_READONLY = 1,
    FILE_ATTRIBUTE_DIRECTORY = 0x10,
    FILE_ATTRIBUTE_NORMAL = 0x80,
    FILE_ATTRIBUTE_TEMPORARY = 0x100,
    FILE_FLAG_DELETE_ON_CLOSE = 0x04000000,
    FILE_FLAG_BACKUP_SEMANTICS = 0x02000000,
    FILE_TYPE_DISK = 1,
    FILE_TYPE_CHAR = 2,
    FILE_TYPE_PIPE = 3,
    DUPLICATE_SAME_ACCESS = 2,
    CREATE_SUSPENDED = 4,
    STD_INPUT_HANDLE = -10, /* those of output and errors follow, downwards */
    STD_OUTPUT_HANDLE = -11,
    STD_ERROR_HANDLE = -12,
    STARTF_USESTDHANDLES = 0x100,
    HEAP_ZERO_MEMORY = 8,
    HEAP_REALLOC_IN_PLACE_ONLY = 0x10,
    MAX_PATH = 260,
};
#define INVALID_FILE_ATTRIBUTES 0xffffffffu
#define INFINITE                0xffffffffu

/* Processes and threads. */
WIN32(__attribute__((noreturn)) void) ExitProcess(DWORD code);
WIN32(__attribute__((noreturn)) void) ExitThread(DWORD code);
WIN32(HANDLE)
CreateThread(void *security, uint32_t stack, void *start, void *parameter, DWORD flags, DWORD *id);
WIN32(BOOL)
CreateProcessW(const wchar_t *image, wchar_t *command, void *process_security, void *thread_security,
               BOOL inherit, DWORD flags, void *environment, const wchar_t *directory,
               struct startup_info *startup, struct process_information *information);
WIN32(DWORD) ResumeThread(HANDLE thread);
WIN32(BOOL) GetExitCodeProcess(HANDLE process, DWORD *code);
WIN32(HANDLE) GetCurrentProcess(void);
WIN32(DWORD) GetCurrentProcessId(void);
WIN32(DWORD) GetCurrentThreadId(void);
WIN32(DWORD) WaitForSingleObject(HANDLE object, DWORD milliseconds);
WIN32(void) Sleep(DWORD milliseconds);
WIN32(BOOL) CloseHandle(HANDLE object);
WIN32(BOOL)
DuplicateHandle(HANDLE from_process, HANDLE from, HANDLE to_process, HANDLE *to, DWORD access, BOOL inherit,
                DWORD options);
WIN32(DWORD) TlsAlloc(void);
WIN32(void *) TlsGetValue(DWORD index);
WIN32(BOOL) TlsSetValue(DWORD index, void *value);
WIN32(void) InitializeCriticalSection(struct critical_section *section);
WIN32(void) DeleteCriticalSection(struct critical_section *section);
WIN32(void) EnterCriticalSection(struct critical_section *section);
WIN32(BOOL) TryEnterCriticalSection(struct critical_section *section);
WIN32(void) LeaveCriticalSection(struct critical_section *section);
WIN32(DWORD) GetLastError(void);
WIN32(void) SetLastError(DWORD error);

/* What the process was given. */
WIN32(char *) GetCommandLineA(void);
WIN32(wchar_t *) GetCommandLineW(void);
WIN32(DWORD) GetModuleFileNameW(HANDLE module, wchar_t *name, DWORD characters);
WIN32(wchar_t *) GetEnvironmentStringsW(void);
WIN32(BOOL) FreeEnvironmentStringsW(wchar_t *block);
WIN32(BOOL) SetEnvironmentVariableW(const wchar_t *name, const wchar_t *value);
WIN32(DWORD) GetVersion(void);

/* Memory. */
WIN32(HANDLE) GetProcessHeap(void);
WIN32(void *) HeapAlloc(HANDLE heap, DWORD flags, uint32_t bytes);
WIN32(void *) HeapReAlloc(HANDLE heap, DWORD flags, void *block, uint32_t bytes);
WIN32(BOOL) HeapFree(HANDLE heap, DWORD flags, void *block);
WIN32(uint32_t) HeapSize(HANDLE heap, DWORD flags, const void *block);
WIN32(uint32_t) HeapCompact(HANDLE heap, DWORD flags);
WIN32(BOOL) HeapValidate(HANDLE heap, DWORD flags, const void *block);

/* PROCESS_HEAP_ENTRY, of which `data` begins a walk by being null. */
struct heap_entry {
    void *data;
    DWORD size;
    uint8_t overhead, region;
    uint16_t flags;
    DWORD more[4];
};
enum { HEAP_ENTRY_REGION = 1, HEAP_ENTRY_UNCOMMITTED = 2, HEAP_ENTRY_USED = 4 };
WIN32(BOOL) HeapWalk(HANDLE heap, struct heap_entry *entry);

/* Files. */
WIN32(HANDLE)
CreateFileW(const wchar_t *name, DWORD access, DWORD share, void *security, DWORD disposition,
            DWORD attributes, HANDLE template);
WIN32(BOOL) ReadFile(HANDLE file, void *buffer, DWORD bytes, DWORD *done, void *overlapped);
WIN32(BOOL) WriteFile(HANDLE file, const void *buffer, DWORD bytes, DWORD *done, void *overlapped);
WIN32(DWORD) SetFilePointer(HANDLE file, int32_t low, int32_t *high, DWORD whence);
WIN32(BOOL) SetEndOfFile(HANDLE file);
WIN32(BOOL) FlushFileBuffers(HANDLE file);
WIN32(BOOL)
SetFileTime(HANDLE file, const struct filetime *created, const struct filetime *accessed,
            const struct filetime *written);
WIN32(BOOL) GetFileInformationByHandle(HANDLE file, struct by_handle_file_information *information);
WIN32(DWORD) GetFileType(HANDLE file);
#define CT_CTYPE1 1
WIN32(BOOL) GetStringTypeW(DWORD kind, const wchar_t *text, int count, uint16_t *kinds);

WIN32(HANDLE) GetStdHandle(DWORD which);
WIN32(BOOL) SetStdHandle(DWORD which, HANDLE file);
WIN32(BOOL) CreatePipe(HANDLE *read, HANDLE *write, void *security, DWORD bytes);
WIN32(BOOL) GetNumberOfConsoleInputEvents(HANDLE console, DWORD *count);
WIN32(BOOL) GetConsoleMode(HANDLE console, DWORD *mode);
WIN32(BOOL) SetConsoleMode(HANDLE console, DWORD mode);
WIN32(BOOL) DeleteFileW(const wchar_t *name);
WIN32(BOOL) MoveFileW(const wchar_t *from, const wchar_t *to);
WIN32(DWORD) GetFileAttributesW(const wchar_t *name);
WIN32(BOOL) SetFileAttributesW(const wchar_t *name, DWORD attributes);
WIN32(BOOL) CreateDirectoryW(const wchar_t *name, void *security);
WIN32(BOOL) RemoveDirectoryW(const wchar_t *name);
WIN32(DWORD) GetCurrentDirectoryW(DWORD characters, wchar_t *name);
WIN32(BOOL) SetCurrentDirectoryW(const wchar_t *name);
WIN32(DWORD) GetFullPathNameW(const wchar_t *name, DWORD characters, wchar_t *full, wchar_t **file_part);
WIN32(HANDLE) FindFirstFileW(const wchar_t *pattern, struct find_data *found);
WIN32(BOOL) FindNextFileW(HANDLE search, struct find_data *found);
WIN32(BOOL) FindClose(HANDLE search);

/* Text, time, exceptions. */
WIN32(int)
MultiByteToWideChar(uint32_t codepage, DWORD flags, const char *from, int bytes, wchar_t *to, int characters);
WIN32(int)
WideCharToMultiByte(uint32_t codepage, DWORD flags, const wchar_t *from, int characters, char *to, int bytes,
                    const char *fallback, BOOL *used);
WIN32(void) GetSystemTimeAsFileTime(struct filetime *now);
WIN32(DWORD) GetTimeZoneInformation(struct time_zone_information *zone);
WIN32(void) RtlUnwind(void *frame, void *target, void *record, void *result);
WIN32(uint32_t) VirtualQuery(const void *address, struct memory_information *out, uint32_t bytes);
WIN32(BOOL) VirtualProtect(void *address, uint32_t bytes, DWORD protection, DWORD *old);
WIN32(BOOL) SetThreadStackGuarantee(uint32_t *bytes);
WIN32(int32_t) UnhandledExceptionFilter(void *pointers);
WIN32(BOOL) SetConsoleCtrlHandler(BOOL STDCALL (*handler)(DWORD), BOOL add);

#endif
