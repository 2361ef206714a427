/*
 * NT's file services as a program calls them that goes round KERNEL32; and what handles it gets of them and
 * of a child.
 */
#include <stdio.h>
#include <windows.h>
#include <winternl.h>

typedef NTSTATUS NTAPI create_file(HANDLE *, ACCESS_MASK, OBJECT_ATTRIBUTES *, IO_STATUS_BLOCK *,
                                   LARGE_INTEGER *, ULONG, ULONG, ULONG, ULONG, void *, ULONG);
typedef NTSTATUS NTAPI set_information(HANDLE, IO_STATUS_BLOCK *, void *, ULONG, ULONG);

static create_file *nt_create_file;
static set_information *nt_set_information;

static UNICODE_STRING string_of(const WCHAR *text)
{
    USHORT bytes = (USHORT)(wcslen(text) * sizeof *text);
    return (UNICODE_STRING){bytes, bytes, (WCHAR *)text};
}

/* FILE_OPEN, synchronous. */
static NTSTATUS open_at(HANDLE root, const WCHAR *name, HANDLE *handle, IO_STATUS_BLOCK *io)
{
    UNICODE_STRING path = string_of(name);
    OBJECT_ATTRIBUTES attributes = {sizeof attributes, root, &path, OBJ_CASE_INSENSITIVE, NULL, NULL};
    return nt_create_file(handle, GENERIC_READ | SYNCHRONIZE, &attributes, io, NULL, 0, 7, FILE_OPEN,
                          FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0);
}

static DWORD handles(void)
{
    DWORD count = 0;
    GetProcessHandleCount(GetCurrentProcess(), &count);
    return count;
}

/* Where the results cannot be written there must be no handle, either. */
static void unwritable(void)
{
    HANDLE handle, *no_handle = VirtualAlloc(NULL, 4096, MEM_RESERVE | MEM_COMMIT, PAGE_READONLY);
    IO_STATUS_BLOCK io, *no_io = (IO_STATUS_BLOCK *)no_handle;
    DWORD before = handles();
    NTSTATUS status = open_at(NULL, L"\\??\\C:\\WINDOWS", &handle, no_io);
    printf("no io: %08lx, %lu handles more\n", status, handles() - before);
    status = open_at(NULL, L"\\??\\C:\\WINDOWS", no_handle, &io);
    printf("no handle: %08lx, %lu handles more\n", status, handles() - before);
    BOOL done = DuplicateHandle(GetCurrentProcess(), GetCurrentProcess(), GetCurrentProcess(), no_handle, 0,
                                FALSE, DUPLICATE_SAME_ACCESS);
    printf("duplicate: %d error %lu, %lu handles more\n", done, GetLastError(), handles() - before);
}

static void relative_to(const char *what, HANDLE root, const WCHAR *name)
{
    HANDLE handle;
    IO_STATUS_BLOCK io;
    NTSTATUS status = open_at(root, name, &handle, &io);
    printf("%s, \"%ls\": %08lx\n", what, name, status);
    if (!status)
        CloseHandle(handle);
}

/* OBJECT_ATTRIBUTES.RootDirectory: from a folder's handle, wherever the folder is by then. */
static void relative(void)
{
    HANDLE folder, root, file, event = CreateEventA(NULL, TRUE, FALSE, NULL);
    IO_STATUS_BLOCK io;
    open_at(NULL, L"\\??\\C:\\WINDOWS", &folder, &io);
    relative_to("folder", folder, L"SYSTEM32\\NTDLL.DLL");
    relative_to("folder", folder, L"");
    relative_to("folder", folder, L"\\SYSTEM32");
    relative_to("folder", folder, L"nothing");
    open_at(folder, L"SYSTEM32\\NTDLL.DLL", &file, &io);
    relative_to("file", file, L"x");
    open_at(NULL, L"\\??\\C:\\", &root, &io);
    relative_to("root", root, L"WINDOWS");
    relative_to("event", event, L"WINDOWS");
    relative_to("no handle", (HANDLE)0x7ff0, L"WINDOWS");
    CreateDirectoryA("C:\\one", NULL);
    CreateDirectoryA("C:\\one\\in", NULL);
    open_at(root, L"one", &folder, &io);
    printf("move %d\n", MoveFileA("C:\\one", "C:\\two"));
    relative_to("moved", folder, L"in");
}

/* FILE_RENAME_INFORMATION: a name alone stays in its folder, a root says another one. */
static NTSTATUS rename_to(const char *path, HANDLE root, const WCHAR *name)
{
    struct {
        ULONG replace;
        HANDLE root;
        ULONG length;
        WCHAR name[32];
    } to = {0, root, (ULONG)(wcslen(name) * sizeof *name), {0}};
    IO_STATUS_BLOCK io;
    HANDLE file = CreateFileA(path, DELETE, 7, NULL, OPEN_EXISTING, 0, NULL);
    wcscpy(to.name, name);
    NTSTATUS status = nt_set_information(file, &io, &to, sizeof to, 10);
    CloseHandle(file);
    return status;
}

static void renames(void)
{
    HANDLE folder;
    IO_STATUS_BLOCK io;
    CloseHandle(CreateFileA("C:\\two\\a", GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL));
    printf("rename to \"b\": %08lx", rename_to("C:\\two\\a", NULL, L"b"));
    printf(", there: %d\n", GetFileAttributesA("C:\\two\\b") != INVALID_FILE_ATTRIBUTES);
    open_at(NULL, L"\\??\\C:\\two\\in", &folder, &io);
    printf("rename to \"c\" in a root: %08lx", rename_to("C:\\two\\b", folder, L"c"));
    printf(", there: %d\n", GetFileAttributesA("C:\\two\\in\\c") != INVALID_FILE_ATTRIBUTES);
    printf("rename to \"c\\d\": %08lx\n", rename_to("C:\\two\\in\\c", NULL, L"c\\d"));
    printf("rename to \"\": %08lx\n", rename_to("C:\\two\\in\\c", NULL, L""));
}

/* The two handles of a new process are inherited as the creator says for each. */
static int calls;

static void NTAPI completed(void *context, IO_STATUS_BLOCK *io, ULONG reserved)
{
    calls++;
    printf(" [%s: %08lx, %lu bytes]", (const char *)context, (ULONG)io->Status, (ULONG)io->Information);
}

typedef NTSTATUS NTAPI transfer(HANDLE, HANDLE, void *, void *, IO_STATUS_BLOCK *, void *, ULONG,
                                LARGE_INTEGER *, ULONG *);

/* One transfer of four bytes at `where`, with an event and an APC; then the APCs, and what is signalled. */
static void transferred(const char *what, transfer *call, HANDLE file, LONGLONG where)
{
    HANDLE event = CreateEventA(NULL, TRUE, TRUE, NULL);
    IO_STATUS_BLOCK io;
    LARGE_INTEGER offset = {.QuadPart = where};
    char bytes[4] = "abcd";
    calls = 0;
    printf("%s:", what);
    NTSTATUS status = call(file, event, completed, (void *)what, &io, bytes, 4, &offset, NULL);
    printf(" %08lx, %d calls yet,", (ULONG)status, calls);
    DWORD slept = SleepEx(10, TRUE);
    printf(" slept %lx, event %lx, file %lx\n", slept, WaitForSingleObject(event, 0),
           WaitForSingleObject(file, 0));
    CloseHandle(event);
}

/* What a caller wants to hear of the end of a transfer. */
static void completions(void)
{
    HMODULE ntdll = GetModuleHandleA("NTDLL.DLL");
    transfer *read = (transfer *)GetProcAddress(ntdll, "NtReadFile"),
             *write = (transfer *)GetProcAddress(ntdll, "NtWriteFile");
    HANDLE file = CreateFileA("C:\\done", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_NEW,
                              FILE_FLAG_OVERLAPPED, NULL);
    transferred("write", write, file, 0);
    transferred("read", read, file, 2);
    transferred("behind the end", read, file, 4);
    CloseHandle(file);
    DWORD wait = WaitForSingleObject(GetStdHandle(STD_OUTPUT_HANDLE), 0);
    printf("console: wait %lx error %lu\n", wait, GetLastError());
}

/* A position is a number; that no file reaches it shows when it is used. */
static void far_position(void)
{
    DWORD done;
    LONG high = 1;
    HANDLE file = CreateFileA("C:\\far", GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    printf("position %lx", SetFilePointer(file, 5, &high, FILE_BEGIN));
    printf(" %lx,", SetFilePointer(file, 3, NULL, FILE_CURRENT));
    BOOL wrote = WriteFile(file, "x", 1, &done, NULL);
    printf(" write %d error %lu,", wrote, GetLastError());
    BOOL read = ReadFile(file, &high, 1, &done, NULL);
    printf(" read %d of %lu bytes,", read, done);
    BOOL cut = SetEndOfFile(file);
    printf(" end %d error %lu,", cut, GetLastError());
    printf(" %lu bytes\n", GetFileSize(file, NULL));
    CloseHandle(file);
}

/* A file that is made read-only is written by who made it, and by nobody else. */
static void made_read_only(const char *what, DWORD disposition)
{
    DWORD done;
    HANDLE file =
        CreateFileA("C:\\still", GENERIC_WRITE, 0, NULL, disposition, FILE_ATTRIBUTE_READONLY, NULL);
    BOOL good = WriteFile(file, "x", 1, &done, NULL);
    CloseHandle(file);
    printf("%s: written %d, attributes %lx,", what, good, GetFileAttributesA("C:\\still"));
    file = CreateFileA("C:\\still", GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    printf(" again %p error %lu\n", file, GetLastError());
    SetFileAttributesA("C:\\still", FILE_ATTRIBUTE_NORMAL);
}

static void child_handles(const char *program)
{
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION child;
    DWORD process = 0, thread = 0;
    CreateProcessA(program, NULL, &inherited, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &child);
    GetHandleInformation(child.hProcess, &process);
    GetHandleInformation(child.hThread, &thread);
    printf("child: process %lu, thread %lu\n", process, thread);
    TerminateProcess(child.hProcess, 0);
}

int main(int argc, char **argv)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    nt_create_file = (create_file *)GetProcAddress(ntdll, "NtCreateFile");
    nt_set_information = (set_information *)GetProcAddress(ntdll, "NtSetInformationFile");
    unwritable();
    relative();
    renames();
    completions();
    far_position();
    made_read_only("made", CREATE_NEW);
    made_read_only("overwritten", CREATE_ALWAYS);
    child_handles(argv[0]);
    return 0;
}
