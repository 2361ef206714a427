/*
 * I/O completion ports. What must be seen: of threads that ask, who asked last is served first, and while the
 * port's threads that run are as many as it allows, packets stay where they are, until one of them waits;
 * work at a pipe ends in a packet, also when it is cancelled, and no packet tells of what is told otherwise;
 * a port that is closed sends its threads away; a job says what becomes of its processes. `ports stuck` waits
 * for a packet for ever.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define PIPE_NAME "\\\\.\\pipe\\ports"
#define WORKERS   3
#define END       0xffff

/* ---- who is served ---- */

static HANDLE port;

static void show(const char *what, BOOL done)
{
    printf("%s: %d, error %lu\n", what, done, GetLastError());
}

/* A packet of 1000 bytes or more is work that has to wait. */
static DWORD WINAPI work(void *number)
{
    DWORD bytes;
    ULONG_PTR key;
    OVERLAPPED *overlapped;
    while (GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE) && key != END) {
        printf("worker %d: packet %lu\n", (int)number, key);
        if (bytes >= 1000)
            Sleep(bytes / 1000);
        if (bytes >= 1000)
            printf("worker %d: packet %lu, later\n", (int)number, key);
    }
    DWORD error = key == END ? 0 : GetLastError();
    printf("worker %d ends, error %lu\n", (int)number, error);
    return 0;
}

static void serve(DWORD threads, DWORD bytes)
{
    HANDLE workers[WORKERS];
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, threads);
    printf("%lu at a time, packets of %lu bytes\n", threads, bytes);
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = CreateThread(NULL, 0, work, (void *)(i + 1), 0, NULL);
        Sleep(1);
    }
    for (ULONG_PTR key = 1; key <= 4; key++)
        PostQueuedCompletionStatus(port, bytes, key, NULL);
    Sleep(10);
    if (bytes) /* the others are ended by packets */
        CloseHandle(port);
    for (int i = 0; i < WORKERS && !bytes; i++)
        PostQueuedCompletionStatus(port, 0, END, NULL);
    WaitForMultipleObjects(WORKERS, workers, TRUE, INFINITE);
    for (int i = 0; i < WORKERS; i++)
        CloseHandle(workers[i]);
    if (!bytes)
        CloseHandle(port);
}

/* ---- packets ---- */

static void next(const char *what, DWORD milliseconds)
{
    DWORD bytes = 77;
    ULONG_PTR key = 77;
    OVERLAPPED *overlapped = (OVERLAPPED *)77;
    SetLastError(0);
    BOOL taken = GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, milliseconds);
    printf("%s: %d, %lu bytes, key %lu, %s, error %lu\n", what, taken, bytes, key,
           overlapped ? "work" : "nothing", GetLastError());
}

static void CALLBACK apc(ULONG_PTR number)
{
    printf("apc %lu\n", number);
}

static void many(void)
{
    OVERLAPPED_ENTRY entries[4];
    ULONG count = 77;
    for (ULONG_PTR key = 1; key <= 6; key++)
        PostQueuedCompletionStatus(port, 0, key, NULL);
    while (GetQueuedCompletionStatusEx(port, entries, 4, &count, 1, TRUE))
        printf("%lu packets, the first has key %lu\n", count, entries[0].lpCompletionKey);
    printf("no more: error %lu\n", GetLastError());
    QueueUserAPC(apc, GetCurrentThread(), 1);
    BOOL taken = GetQueuedCompletionStatusEx(port, entries, 4, &count, INFINITE, TRUE);
    printf("an alertable wait: %d, error %lu\n", taken, GetLastError());
    show("no room", GetQueuedCompletionStatusEx(port, entries, 0, &count, 0, FALSE));
}

/* ---- pipes ---- */

static HANDLE server, client;
static char room[16];

static void begin(const char *what, OVERLAPPED *overlapped, HANDLE event)
{
    memset(overlapped, 0, sizeof *overlapped);
    overlapped->hEvent = event;
    BOOL done = ReadFile(server, room, 4, NULL, overlapped);
    printf("%s: %d, error %lu\n", what, done, done ? 0 : GetLastError());
}

static void tell(const char *text)
{
    DWORD done;
    WriteFile(client, text, (DWORD)strlen(text), &done, NULL);
}

static void pipes(void)
{
    OVERLAPPED first, second;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    server = CreateNamedPipeA(PIPE_NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 64, 64, 0, NULL);
    client = CreateFileA(PIPE_NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL);
    printf("bound: %d\n", CreateIoCompletionPort(server, port, 9, 0) == port);

    begin("a read", &first, event);
    tell("one");
    next("it has ended", INFINITE);
    tell("two");
    begin("a read at once", &first, NULL);
    next("its packet", 0);
    begin("a read without a packet", &first, (HANDLE)((ULONG_PTR)event | 1));
    tell("abc");
    next("no packet", 0);
    printf("but its event: %lu\n", WaitForSingleObject(event, 0));

    begin("two reads", &first, NULL);
    begin("two reads", &second, NULL);
    printf("one is cancelled: %d\n", CancelIoEx(server, &second));
    next("cancelled", 0);
    show("again", CancelIoEx(server, &second));
    SetFileCompletionNotificationModes(server, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS);
    tell("late");
    next("the other has ended", 0);
    tell("four");
    begin("at once, which is told once", &first, NULL);
    next("no packet", 0);
    begin("a read", &first, NULL);
    CloseHandle(client);
    next("the client has gone", 0);
    begin("a read", &first, NULL);
    next("no packet", 0);
    CloseHandle(event);
}

/* ---- errors ---- */

static void CALLBACK routine(DWORD error, DWORD bytes, OVERLAPPED *overlapped)
{
    (void)error, (void)bytes, (void)overlapped;
}

static void errors(void)
{
    OVERLAPPED overlapped = {0};
    HANDLE file = CreateFileA("C:\\TEMP\\ports.dat", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    show("bound twice", CreateIoCompletionPort(server, port, 1, 0) != NULL);
    show("a routine and a port", ReadFileEx(server, room, 1, &overlapped, routine));
    show("a synchronous file", CreateIoCompletionPort(file, port, 1, 0) != NULL);
    show("no file", CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 1, 0) != NULL);
    show("an event as file", CreateIoCompletionPort(event, port, 1, 0) != NULL);
    show("an event as port", PostQueuedCompletionStatus(event, 0, 0, NULL));
    show("modes that are none", SetFileCompletionNotificationModes(server, 8));
    CloseHandle(event);
    CloseHandle(file);
}

/* ---- jobs ---- */

static int run(HANDLE job, const char *line)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION process;
    char copy[64];
    DWORD code;
    strcpy(copy, line);
    if (!CreateProcessA(NULL, copy, NULL, NULL, FALSE, CREATE_SUSPENDED, NULL, NULL, &startup, &process))
        return (int)GetLastError();
    AssignProcessToJobObject(job, process.hProcess);
    ResumeThread(process.hThread);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return (int)code;
}

static void jobs(void)
{
    JOBOBJECT_ASSOCIATE_COMPLETION_PORT to = {(void *)5, port};
    JOBOBJECT_BASIC_LIMIT_INFORMATION limit = {.LimitFlags = JOB_OBJECT_LIMIT_ACTIVE_PROCESS,
                                               .ActiveProcessLimit = 1};
    HANDLE job = CreateJobObjectA(NULL, NULL);
    DWORD message;
    ULONG_PTR key;
    OVERLAPPED *process;
    show("a job tells",
         SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &to, sizeof to));
    SetLastError(0);
    show("a second time",
         SetInformationJobObject(job, JobObjectAssociateCompletionPortInformation, &to, sizeof to));
    SetInformationJobObject(job, JobObjectBasicLimitInformation, &limit, sizeof limit);
    printf("exit codes: %x, ", run(job, "ports.exe child"));
    printf("%x\n", run(job, "ports.exe crash"));
    while (GetQueuedCompletionStatus(port, &message, &key, &process, 0))
        printf("message %lu, key %lu, %s\n", message, key, process ? "a process" : "no process");
    CloseHandle(job);
}

static void child(const char *what)
{
    if (!strcmp(what, "crash"))
        RaiseException(EXCEPTION_ILLEGAL_INSTRUCTION, 0, 0, NULL);
    if (!strcmp(what, "stuck"))
        next("never", INFINITE);
    if (!strcmp(what, "child"))
        printf("one more: error %d\n", run(NULL, "ports.exe nobody"));
}

int main(int argc, char **argv)
{
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    if (argc > 1) {
        child(argv[1]);
        return 3;
    }
    next("nothing there", 0);
    next("nothing comes", 5);
    many();
    pipes();
    errors();
    jobs();
    CloseHandle(server);
    CloseHandle(port);
    serve(1, 0);
    serve(2, 2000);
    serve(1, 2000);
    return 0;
}
