/*
 * Paths: what an absolute path is made of, how long one may be, and what holds the current directory.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

/* Collects a line: the console gets it in one piece. */
static void add(const char *format, ...)
{
    static char line[512];
    static size_t used;
    va_list arguments;
    va_start(arguments, format);
    used += (size_t)vsnprintf(line + used, sizeof line - used, format, arguments);
    va_end(arguments);
    if (line[used - 1] != '\n')
        return;
    fputs(line, stdout);
    used = 0;
}

static void full(const char *name)
{
    char path[MAX_PATH], *file;
    DWORD length = GetFullPathNameA(name, MAX_PATH, path, &file);
    if (length)
        add("\"%s\" -> \"%s\" file \"%s\"\n", name, path, file ? file : "");
    else
        add("\"%s\" -> error %lu\n", name, GetLastError());
}

static void absolute_paths(void)
{
    static const char *const names[] = {
        "C:/t/file",
        "c:\\t\\.\\file",
        "C:\\t\\\\file",
        "C:\\t\\file\\",
        "C:\\t\\.",
        "C:\\t\\..",
        "C:\\t\\..\\..",
        "C:\\t\\x\\..\\",
        "C:\\t.\\x",
        "C:\\t..\\x",
        "C:\\t \\x",
        "C:\\t\\x. .",
        "C:/t/  ...  .. ",
        "C:\\t\\...",
        "C:\\t\\.. ",
        "C:\\t\\. ",
        "C:\\t\\  ",
        "C:\\t  ",
        "x",
        "C:x",
        "c:x",
        "C:",
        "c:",
        "C: ",
        "D:x",
        "\\x",
        ".\\x",
        "..\\x",
        ".",
        "..",
        "//server/s/x",
        "\\\\s\\t\\..",
        "\\\\.\\x\\..\\y",
        "\\\\.",
        "\\\\?\\C:\\t\\.",
        "NUL",
        "nul.txt",
        "C:\\t\\Con : x",
        "C:aux",
        "com1",
        "com0",
        "nul\\x",
        "",
        "  ",
    };
    SetCurrentDirectoryA("C:\\WINDOWS");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        full(names[i]);
}

/* What NTDLL says of the form of names, and of devices in them: offset and length in bytes. */
static void path_types(void)
{
    static const WCHAR *const names[] = {
        L"C:\\x",       L"c:/x",      L"C:x",      L"\\x",        L"/x",         L"x",     L"",
        L"//s/t",       L"\\\\.\\x",  L"\\\\?\\x", L"\\\\.",      L"\\\\.x",     L"1:\\x", L"nul",
        L"C:\\t\\nul:", L"C:prn . .", L"con.txt",  L"\\\\.\\con", L"\\\\s\\nul", L"lpt0",  L"COM9",
    };
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    ULONG(WINAPI * type)(const WCHAR *) = (void *)GetProcAddress(ntdll, "RtlDetermineDosPathNameType_U");
    ULONG(WINAPI * device)(const WCHAR *) = (void *)GetProcAddress(ntdll, "RtlIsDosDeviceName_U");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        add("\"%ls\" %lu %lx%s", names[i], type(names[i]), device(names[i]), i % 7 == 6 ? "\n" : ", ");
}

/* A path of `length` characters below C:\t. */
static const char *path_of(unsigned length)
{
    static char path[400];
    memset(path, 'y', length);
    memcpy(path, "C:\\t\\", 5);
    for (unsigned i = 100; i + 1 < length && i < 300; i += 100)
        path[i] = '\\';
    path[length] = 0;
    return path;
}

static void say(const char *what, BOOL done)
{
    add(" %s %d", what, done);
    if (!done)
        add(" (%lu)", GetLastError());
}

static BOOL create(const char *name)
{
    HANDLE file = CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    return file != INVALID_HANDLE_VALUE && CloseHandle(file);
}

static BOOL find(const char *name)
{
    WIN32_FIND_DATAA data;
    HANDLE handle = FindFirstFileA(name, &data);
    return handle != INVALID_HANDLE_VALUE && FindClose(handle);
}

static BOOL run(const char *name)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION process;
    return CreateProcessA(name, NULL, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process);
}

/* The same path for every call; the file is gone again afterwards. */
static void file_limit(unsigned length)
{
    const char *path = path_of(length);
    add("%u:", length);
    say("create", create(path));
    say("attributes", GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES);
    say("set", SetFileAttributesA(path, FILE_ATTRIBUTE_NORMAL));
    say("find", find(path));
    say("copy", CopyFileA("C:\\BOOT.INI", path, FALSE));
    say("move", MoveFileA("C:\\t\\mover", path));
    say("load", LoadLibraryA(path) != NULL);
    say("run", run(path));
    say("delete", DeleteFileA(path));
    add("\n");
}

static void directory_limit(unsigned length)
{
    const char *path = path_of(length);
    add("%u:", length);
    say("make", CreateDirectoryA(path, NULL));
    say("enter", SetCurrentDirectoryA(path));
    SetCurrentDirectoryA("C:\\");
    say("remove", RemoveDirectoryA(path));
    add("\n");
}

/* With this prefix there is no limit but the names'. */
static void prefixed(unsigned length)
{
    char path[400] = "\\\\?\\";
    strcat(path, path_of(length));
    add("%u behind %.4s:", length, path);
    say("make", CreateDirectoryA(path, NULL));
    strcat(path, "\\file");
    say("create", create(path));
    say("find", find(path));
    say("delete", DeleteFileA(path));
    *strrchr(path, '\\') = 0;
    say("remove", RemoveDirectoryA(path));
    add("\n");
}

static void limits(void)
{
    char folder[400];
    CreateDirectoryA("C:\\t", NULL);
    strcpy(folder, path_of(200));
    folder[100] = 0;
    CreateDirectoryA(folder, NULL);
    folder[100] = '\\';
    CreateDirectoryA(folder, NULL);
    create("C:\\t\\mover");
    for (unsigned length = 258; length <= 260; length++)
        file_limit(length);
    for (unsigned length = 246; length <= 249; length++)
        directory_limit(length);
    directory_limit(259);
    directory_limit(260);
    prefixed(247);
    prefixed(290);
}

static void remove_directory(const char *name)
{
    add("remove %s:", name);
    say("", RemoveDirectoryA(name));
    add("\n");
}

static int child(void)
{
    char here[MAX_PATH];
    GetCurrentDirectoryA(MAX_PATH, here);
    add("child in %s\n", here);
    remove_directory("C:\\t\\two");
    return 0;
}

static void start_child(const char *folder)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION process;
    char command[] = "C:\\PROGRAMS\\paths.exe child";
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, folder, &startup, &process)) {
        add("no child in %s: %lu\n", folder, GetLastError());
        return;
    }
    WaitForSingleObject(process.hProcess, INFINITE);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
}

/* Who is in a directory keeps it: it can be neither removed nor renamed until the last one has left. */
static void current_directory(void)
{
    CreateDirectoryA("C:\\t\\one", NULL);
    CreateDirectoryA("C:\\t\\two", NULL);
    SetCurrentDirectoryA("C:\\t\\one");
    remove_directory("C:\\t\\one");
    add("rename:");
    say("", MoveFileA("C:\\t\\one", "C:\\t\\three"));
    add("\nnowhere:");
    say("", SetCurrentDirectoryA("C:\\t\\none"));
    add("\n");
    remove_directory(".");
    SetCurrentDirectoryA("..\\two");
    remove_directory("C:\\t\\one");
    start_child(NULL);
    SetCurrentDirectoryA("C:\\");
    start_child("C:\\t\\two");
    start_child("C:\\t\\none");
    remove_directory("C:\\t\\two");
}

static void temp(const char *variable, DWORD size)
{
    char path[MAX_PATH] = "old";
    WCHAR wide[MAX_PATH] = L"old";
    SetEnvironmentVariableA("TMP", variable);
    DWORD length = GetTempPathA(size, path), wide_length = GetTempPathW(size, wide);
    add("TMP=%s in %lu: %lu \"%s\", %lu \"%ls\"\n", variable ? variable : "(none)", size, length, path,
        wide_length, wide);
}

static void temp_paths(void)
{
    char name[MAX_PATH];
    SetCurrentDirectoryA("C:\\WINDOWS");
    for (DWORD size = 6; size <= 8; size++)
        temp("C:\\FOO", size);
    temp("C:\\FOO\\", MAX_PATH);
    temp("C:", MAX_PATH);
    temp("x\\..\\y", MAX_PATH);
    temp("", MAX_PATH);
    temp(NULL, MAX_PATH);
    temp("C:\\FOO", 0);
    add("name: %u", GetTempFileNameA("C:\\t", "longer", 0, name));
    add(" %s, ", name);
    add("%u", GetTempFileNameA("C:\\t\\.", "", 0xabc, name));
    add(" %s,", name);
    say("", GetTempFileNameA("C:\\none", "x", 1, name));
    say("", GetTempFileNameA(path_of(247), "x", 1, name));
    add("\n");
}

static void device(const char *name)
{
    add("%s: attributes %lx", name, GetFileAttributesA(name));
    HANDLE file = CreateFileA(name, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    say("open", file != INVALID_HANDLE_VALUE);
    add(" type %lu", GetFileType(file));
    CloseHandle(file);
    say("directory", CreateDirectoryA(name, NULL));
    add("\n");
}

/* The long or the short form, into a buffer of `size` characters. */
static void form(const char *what, DWORD WINAPI (*get)(LPCSTR, LPSTR, DWORD), const char *name, DWORD size)
{
    char path[MAX_PATH] = "old";
    SetLastError(0);
    DWORD length = get(name, path, size), error = GetLastError();
    add("%s of \"%s\" in %lu: %lu \"%s\" error %lu\n", what, name ? name : "", size, length, path, error);
}

static void forms(void)
{
    CreateDirectoryA("C:\\t\\A long folder", NULL);
    create("C:\\t\\A long folder\\second.text");
    SetCurrentDirectoryA("C:\\t");
    form("short", GetShortPathNameA, "c:\\t\\a LONG folder\\second.text", MAX_PATH);
    form("short", GetShortPathNameA, "a long folder\\", 8);
    form("short", GetShortPathNameA, "a long folder\\", 9);
    form("short", GetShortPathNameA, "a long folder\\", 10);
    form("short", GetShortPathNameA, "..\\t\\.\\mover", MAX_PATH);
    form("long", GetLongPathNameA, "\\T\\ALONGF~1\\SECOND~1.TEX", MAX_PATH);
    form("long", GetLongPathNameA, "\\\\?\\C:\\T\\ALONGF~1", MAX_PATH);
    form("long", GetLongPathNameA, "C:\\", 0);
    form("long", GetLongPathNameA, "none\\x", MAX_PATH);
    form("long", GetLongPathNameA, "none", MAX_PATH);
    form("long", GetLongPathNameA, "mover\\x", MAX_PATH);
    form("long", GetLongPathNameA, "mover\\", MAX_PATH);
    form("long", GetLongPathNameA, "m*", MAX_PATH);
    form("long", GetLongPathNameA, "", MAX_PATH);
    form("long", GetLongPathNameA, NULL, MAX_PATH);
}

/* Names of what this machine does not have. */
static void missing(const char *name)
{
    add("%s:", name);
    say("attributes", GetFileAttributesA(name) != INVALID_FILE_ATTRIBUTES);
    HANDLE file = CreateFileA(name, GENERIC_READ, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    say("open", file != INVALID_HANDLE_VALUE);
    say("enter", SetCurrentDirectoryA(name));
    say("move", MoveFileA("C:\\t\\mover", name));
    say("delete", DeleteFileA(name));
    add("\n");
}

/* One DLL is one module, whatever way its path is written. */
static void modules(void)
{
    static const char *const names[] = {
        "user32",
        "C:/windows/system32/../System32/user32.dll",
        "\\\\?\\C:\\WINDOWS\\SYSTEM32\\USER32.DLL",
    };
    HMODULE first = LoadLibraryA(names[0]);
    for (int i = 1; i < 3; i++)
        add("%s: loaded %d, handle %d\n", names[i], LoadLibraryA(names[i]) == first,
            GetModuleHandleA(names[i]) == first);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "child") == 0)
        return child();
    absolute_paths();
    path_types();
    limits();
    current_directory();
    temp_paths();
    device("NUL");
    device("C:\\t\\nul.txt");
    device("con ");
    forms();
    modules();
    missing("D:\\");
    missing("D:\\x");
    missing("COM7");
    missing("\\\\.\\none");
    missing("\\\\server\\share\\x");
    return 0;
}
