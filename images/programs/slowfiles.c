/*
 * Threads that meet in files, on a disk that takes its time: what one has found must hold until it acts. Each
 * line says how often a thing came about; the same under Windows.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define THREADS    3
#define LINES      20
#define LINE_BYTES 50
#define NAMES      12

static HANDLE shared, go;

/* All processes of the program write this together: the image goes with the last of them, and closes its
 * file. */
static volatile LONG runs __attribute__((section("shared"), shared)) = 1;

static volatile LONG ended;
static LONG successes, refusals, others;

static void count(BOOL success, DWORD refusal)
{
    if (success)
        InterlockedIncrement(&successes);
    else if (GetLastError() == refusal)
        InterlockedIncrement(&refusals);
    else
        InterlockedIncrement(&others);
}

static void together(const char *what, LPTHREAD_START_ROUTINE body)
{
    HANDLE threads[THREADS];
    successes = refusals = others = 0;
    ResetEvent(go);
    for (INT_PTR i = 0; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, body, (void *)i, 0, NULL);
    SetEvent(go);
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    for (int i = 0; i < THREADS; i++)
        CloseHandle(threads[i]);
    printf("%-44s %ld %ld %ld\n", what, successes, refusals, others);
}

static void write_lines(HANDLE file, char letter)
{
    char line[LINE_BYTES];
    DWORD done;
    memset(line, letter, sizeof line);
    line[LINE_BYTES - 1] = '\n';
    for (int i = 0; i < LINES; i++)
        count(WriteFile(file, line, sizeof line, &done, NULL) && done == sizeof line, 0);
}

/* Lines of one letter, as many of each. */
static void check_lines(const char *name)
{
    static char text[THREADS * LINES * LINE_BYTES + 1];
    DWORD done = 0;
    int whole = 0, of[THREADS] = {0};
    HANDLE file = CreateFileA(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    ReadFile(file, text, sizeof text, &done, NULL);
    CloseHandle(file);
    for (DWORD at = 0; at + LINE_BYTES <= done; at += LINE_BYTES) {
        const char *line = text + at;
        whole += line[LINE_BYTES - 1] == '\n' && memcmp(line, line + 1, LINE_BYTES - 2) == 0;
        if (*line >= 'a' && *line < 'a' + THREADS)
            of[*line - 'a']++;
    }
    printf("%-44s %lu bytes, %d lines: %d %d %d\n", "", done, whole, of[0], of[1], of[2]);
}

static DWORD WINAPI append(void *number)
{
    HANDLE file = CreateFileA("appended", FILE_APPEND_DATA | SYNCHRONIZE, FILE_SHARE_READ | FILE_SHARE_WRITE,
                              NULL, OPEN_ALWAYS, 0, NULL);
    WaitForSingleObject(go, INFINITE);
    write_lines(file, (char)('a' + (INT_PTR)number));
    CloseHandle(file);
    return 0;
}

static DWORD WINAPI write_shared(void *number)
{
    WaitForSingleObject(go, INFINITE);
    write_lines(shared, (char)('a' + (INT_PTR)number));
    return 0;
}

static DWORD WINAPI create_new(void *unused)
{
    (void)unused;
    WaitForSingleObject(go, INFINITE);
    HANDLE file = CreateFileA("new", GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    count(file != INVALID_HANDLE_VALUE, ERROR_FILE_EXISTS);
    CloseHandle(file);
    return 0;
}

/* Whoever is refused must not have emptied the file of who was not. */
static DWORD WINAPI create_always(void *unused)
{
    (void)unused;
    DWORD done;
    WaitForSingleObject(go, INFINITE);
    HANDLE file = CreateFileA("always", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    count(file != INVALID_HANDLE_VALUE, ERROR_SHARING_VIOLATION);
    if (file == INVALID_HANDLE_VALUE)
        return 0;
    WriteFile(file, "kept", 4, &done, NULL);
    Sleep(1000);
    printf("%-44s %lu bytes\n", "written under others' refused CREATE_ALWAYS", GetFileSize(file, NULL));
    CloseHandle(file);
    return 0;
}

static DWORD WINAPI move(void *number)
{
    char to[] = "moved a";
    to[6] += (char)(INT_PTR)number;
    WaitForSingleObject(go, INFINITE);
    count(MoveFileA("new", to), ERROR_FILE_NOT_FOUND);
    return 0;
}

static DWORD WINAPI list(void *unused)
{
    (void)unused;
    WIN32_FIND_DATAA found;
    WaitForSingleObject(go, INFINITE);
    while (FindNextFileA(shared, &found))
        if (found.cFileName[0] != '.')
            InterlockedIncrement(&successes);
    count(FALSE, ERROR_NO_MORE_FILES);
    return 0;
}

static DWORD WINAPI delete_on_close(void *unused)
{
    (void)unused;
    WaitForSingleObject(go, INFINITE);
    HANDLE file =
        CreateFileA("brief", GENERIC_WRITE | DELETE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    if (file != INVALID_HANDLE_VALUE)
        InterlockedIncrement(&successes);
    CloseHandle(file);
    return 0;
}

/* An image that nobody has run yet: three make it at once. */
static DWORD WINAPI start(void *unused)
{
    (void)unused;
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION made;
    DWORD code = 0;
    char line[] = "copy.exe child";
    WaitForSingleObject(go, INFINITE);
    BOOL started = CreateProcessA("copy.exe", line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made);
    if (started) {
        WaitForSingleObject(made.hProcess, INFINITE);
        GetExitCodeProcess(made.hProcess, &code);
        CloseHandle(made.hProcess);
        CloseHandle(made.hThread);
    }
    count(started && code == 7, 0);
    return 0;
}

/* The last process of the program ends while others keep the disk busy. */
static DWORD WINAPI start_or_write(void *number)
{
    if (number == NULL) {
        start(NULL);
        ended = 1;
        return 0;
    }
    HANDLE file = CreateFileA("appended", GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_EXISTING, 0, NULL);
    WaitForSingleObject(go, INFINITE);
    for (DWORD done; !ended;)
        WriteFile(file, "x", 1, &done, NULL);
    CloseHandle(file);
    return 0;
}

/* Ends with a file open that goes when it is closed. */
static int child(void)
{
    InterlockedIncrement(&runs);
    CreateFileA("child's", GENERIC_WRITE | DELETE, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                NULL, OPEN_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    return 7;
}

static void make_names(void)
{
    char name[] = "folder\\long name a";
    CreateDirectoryA("folder", NULL);
    for (int i = 0; i < NAMES; i++, name[17]++)
        CloseHandle(CreateFileA(name, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL));
}

static void said_gone(const char *name)
{
    printf("%-44s %s\n", name, GetFileAttributesA(name) == INVALID_FILE_ATTRIBUTES ? "gone" : "there");
}

int main(int argc, char **argv)
{
    WIN32_FIND_DATAA found;
    if (argc > 1 && strcmp(argv[1], "child") == 0)
        return child();
    go = CreateEventA(NULL, TRUE, FALSE, NULL);
    together("appended by three handles", append);
    check_lines("appended");
    shared = CreateFileA("shared", GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    together("written through one handle", write_shared);
    CloseHandle(shared);
    check_lines("shared");
    together("CREATE_NEW: made, exists", create_new);
    together("CREATE_ALWAYS, not shared: made, refused", create_always);
    together("MoveFile: moved, not found", move);
    make_names();
    shared = FindFirstFileA("folder\\*", &found);
    together("one listing: names, ends", list);
    FindClose(shared);
    together("made to go when they are closed", delete_on_close);
    said_gone("brief");
    CopyFileA(argv[0], "copy.exe", TRUE);
    together("one program started", start);
    together("one more, on a busy disk", start_or_write);
    said_gone("child's");
    printf("%-44s %d\n", "deleted afterwards", DeleteFileA("copy.exe"));
    return 0;
}
