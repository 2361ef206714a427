/*
 * Overlapped work at files and pipes. What must be seen: a file's place is said in the OVERLAPPED, and its
 * work has ended when the call returns; event, status and bytes are there for each; a completion routine is
 * called in an alertable wait and nowhere else, in the order in which the work has ended; what cannot begin
 * calls nobody; a wait for work can be given up; a thread that ends takes its work along, but not what a port
 * is told of.
 */
#define _WIN32_WINNT 0x0602 /* GetOverlappedResultEx */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define FILE_NAME "C:\\TEMP\\overlapped.dat"
#define PIPE_NAME "\\\\.\\pipe\\overlapped"

static HANDLE file, event;
static char room[32];

static void show(const char *what, BOOL done)
{
    DWORD error = done ? 0 : GetLastError();
    printf("%s: %d, error %lu\n", what, done, error);
}

static OVERLAPPED at(DWORD offset, HANDLE with)
{
    return (OVERLAPPED){.Offset = offset, .hEvent = with};
}

static void result(const char *what, HANDLE of, OVERLAPPED *overlapped, BOOL wait)
{
    DWORD bytes = 77;
    BOOL done = GetOverlappedResult(of, overlapped, &bytes, wait);
    DWORD error = done ? 0 : GetLastError();
    printf("%s: %d, error %lu, %lu bytes, status %lx, event %s\n", what, done, error, bytes,
           (DWORD)overlapped->Internal, WaitForSingleObject(event, 0) == WAIT_OBJECT_0 ? "set" : "not set");
}

/* ---- files ---- */

static void files(void)
{
    OVERLAPPED overlapped = at(4, event);
    DWORD done = 77;
    show("write at 4", WriteFile(file, "56789", 5, &done, &overlapped));
    printf("it has ended: %d, %lu bytes\n", HasOverlappedIoCompleted(&overlapped), done);
    result("its result", file, &overlapped, FALSE);
    overlapped = at(0, NULL);
    show("write at 0", WriteFile(file, "1234", 4, NULL, &overlapped));
    overlapped = at(2, event);
    show("read at 2", ReadFile(file, room, 20, &done, &overlapped));
    result(room, file, &overlapped, TRUE);
    overlapped = at(9, event);
    ResetEvent(event);
    show("read at the end", ReadFile(file, room, 20, &done, &overlapped));
    result("nothing", file, &overlapped, FALSE);
    show("read nowhere", ReadFile(file, room, 20, &done, NULL));
}

/* ---- routines ---- */

static void CALLBACK routine(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    printf("  routine of %lu: error %lu, %lu bytes\n", (DWORD)overlapped->hEvent, error, bytes);
}

static void routines(void)
{
    OVERLAPPED first = at(0, (HANDLE)1), second = at(9, (HANDLE)2), third = at(90, (HANDLE)3);
    memset(room, 0, sizeof room);
    show("read with a routine", ReadFileEx(file, room, 4, &first, routine));
    show("write with a routine", WriteFileEx(file, "abc", 3, &second, routine));
    show("read behind the end", ReadFileEx(file, room, 4, &third, routine));
    printf("\"%s\", %lu bytes, and nobody was called\n", room, GetFileSize(file, NULL));
    Sleep(1);
    printf("asleep: %lu\n", SleepEx(INFINITE, TRUE));
}

/* ---- pipes ---- */

static HANDLE server, client;

static void open_pipe(void)
{
    server = CreateNamedPipeA(PIPE_NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 64, 64, 0, NULL);
    client = CreateFileA(PIPE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
}

static void pipes(void)
{
    OVERLAPPED first = at(0, (HANDLE)1), second = at(0, (HANDLE)2), third = at(0, event);
    DWORD done;
    show("read a pipe", ReadFileEx(server, room, 4, &first, routine));
    show("once more", ReadFileEx(server, room, 4, &second, routine));
    printf("asleep: %lu\n", SleepEx(1, TRUE));
    WriteFile(client, "one", 3, &done, NULL);
    printf("asleep: %lu\n", SleepEx(1, TRUE));
    show("given up", CancelIo(server));
    printf("asleep: %lu\n", SleepEx(1, TRUE));

    ReadFile(server, room, 4, NULL, &third);
    result("not yet", server, &third, FALSE);
    show("in 2 ms", GetOverlappedResultEx(server, &third, &done, 2, FALSE));
    ReadFileEx(server, room, 4, &first, routine);
    WriteFile(client, "two", 3, &done, NULL);
    WriteFile(client, "three", 5, &done, NULL);
    show("it has come", GetOverlappedResultEx(server, &third, &done, INFINITE, TRUE));
    ReadFile(server, room, 1, NULL, &third);
    ReadFile(server, room, 4, NULL, &third);
    show("a routine comes first", GetOverlappedResultEx(server, &third, &done, INFINITE, TRUE));
    show("that one is cancelled", CancelIoEx(server, &third));
    result("cancelled", server, &third, TRUE);
}

/* ---- the end of a thread ---- */

static OVERLAPPED of_thread;

static DWORD WINAPI begin_and_end(void *unused)
{
    (void)unused;
    of_thread = at(0, event);
    ReadFile(server, room, 4, NULL, &of_thread);
    return 0;
}

static void thread(const char *what)
{
    HANDLE handle = CreateThread(NULL, 0, begin_and_end, NULL, 0, NULL);
    WaitForSingleObject(handle, INFINITE);
    CloseHandle(handle);
    result(what, server, &of_thread, FALSE);
}

static void packet(HANDLE port, const char *what)
{
    DWORD bytes = 77;
    ULONG_PTR key = 77;
    OVERLAPPED *overlapped;
    BOOL taken = GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0);
    DWORD error = taken ? 0 : GetLastError();
    printf("%s: %d, error %lu, %lu bytes, key %lu\n", what, taken, error, bytes, key);
}

int main(void)
{
    DWORD done;
    event = CreateEventA(NULL, TRUE, FALSE, NULL);
    file = CreateFileA(FILE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_OVERLAPPED,
                       NULL);
    files();
    routines();
    open_pipe();
    pipes();
    thread("its thread has ended");
    HANDLE port = CreateIoCompletionPort(server, NULL, 1, 0);
    CreateIoCompletionPort(file, port, 2, 0);
    thread("its thread has ended, and a port is told");
    WriteFile(client, "four", 4, &done, NULL);
    packet(port, "so it goes on");
    ReadFile(file, room, 8, &done, &(OVERLAPPED){.Offset = 0});
    packet(port, "of a file");
    ReadFile(file, room, 8, &done, &(OVERLAPPED){.Offset = 12});
    packet(port, "of its end");
    CloseHandle(port);
    CloseHandle(client);
    CloseHandle(server);
    CloseHandle(file);
    CloseHandle(event);
    DeleteFileA(FILE_NAME);
    return 0;
}
