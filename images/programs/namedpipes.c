/*
 * A server with two instances of a named pipe, which one thread serves without waiting at either, and three
 * clients. What must be seen: the third client waits until an instance is free again; a question is one
 * message, and of one that is longer than the buffer the rest stays; whoever is sent away is told.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

#define NAME      "\\\\.\\pipe\\answers"
#define INSTANCES 2
#define CLIENTS   3
#define ROOM      8

/* ---- the client ---- */

static int ask(const char *number)
{
    char question[32], answer[32];
    DWORD done, mode = PIPE_READMODE_MESSAGE, waited = 0;
    HANDLE pipe;
    while ((pipe = CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, 0, NULL)) ==
               INVALID_HANDLE_VALUE &&
           GetLastError() == ERROR_PIPE_BUSY && WaitNamedPipeA(NAME, NMPWAIT_WAIT_FOREVER))
        waited++;
    SetNamedPipeHandleState(pipe, &mode, NULL, NULL);
    int length = sprintf(question, "client %s: who am I?", number);
    if (TransactNamedPipe(pipe, question, length, answer, sizeof answer, &done, NULL))
        printf("client %s, waits %lu: \"%.*s\"\n", number, waited, (int)done, answer);
    if (!ReadFile(pipe, answer, sizeof answer, &done, NULL))
        printf("client %s: error %lu\n", number, GetLastError());
    CloseHandle(pipe);
    return 0;
}

/* ---- the server ---- */

static struct instance {
    HANDLE pipe;
    OVERLAPPED work; /* first the coming of a client, then the reading of his question */
    BOOL connected;
    char part[ROOM];
} instances[INSTANCES];

static void await_client(struct instance *instance)
{
    instance->connected = FALSE;
    if (!ConnectNamedPipe(instance->pipe, &instance->work) && GetLastError() != ERROR_IO_PENDING)
        SetEvent(instance->work.hEvent);
}

static void read_question(struct instance *instance)
{
    instance->connected = TRUE;
    ReadFile(instance->pipe, instance->part, ROOM, NULL, &instance->work);
}

/* The first part has come; the rest of the message is there, too. */
static void answer(struct instance *instance, int number)
{
    OVERLAPPED now = {.hEvent = NULL};
    char rest[32], text[32];
    DWORD first = 0, more = 0, done;
    BOOL whole = GetOverlappedResult(instance->pipe, &instance->work, &first, TRUE);
    DWORD error = whole ? 0 : GetLastError();
    if (error == ERROR_MORE_DATA && !ReadFile(instance->pipe, rest, sizeof rest, &more, &now))
        GetOverlappedResult(instance->pipe, &now, &more, TRUE);
    printf("instance %d: \"%.*s\", error %lu, \"%.*s\"\n", number, (int)first, instance->part, error,
           (int)more, rest);
    int length = sprintf(text, "the %lu bytes", first + more);
    WriteFile(instance->pipe, text, length, &done, &now);
    FlushFileBuffers(instance->pipe);
    DisconnectNamedPipe(instance->pipe);
    await_client(instance);
}

static HANDLE start(int number)
{
    char line[64];
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made;
    sprintf(line, "C:\\PROGRAMS\\namedpipes.exe %d", number);
    CreateProcessA(NULL, line, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &made);
    CloseHandle(made.hThread);
    return made.hProcess;
}

static int serve(void)
{
    HANDLE events[INSTANCES], clients[CLIENTS];
    for (int i = 0; i < INSTANCES; i++) {
        instances[i].pipe =
            CreateNamedPipeA(NAME, PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED,
                             PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, INSTANCES, 512, 512, 0, NULL);
        instances[i].work.hEvent = events[i] = CreateEventA(NULL, TRUE, FALSE, NULL);
        await_client(&instances[i]);
    }
    for (int i = 0; i < CLIENTS; i++)
        clients[i] = start(i + 1);
    for (int left = CLIENTS; left > 0;) {
        int i = WaitForMultipleObjects(INSTANCES, events, FALSE, INFINITE) - WAIT_OBJECT_0;
        if (!instances[i].connected) {
            read_question(&instances[i]);
        } else {
            answer(&instances[i], i + 1);
            left--;
        }
    }
    WaitForMultipleObjects(CLIENTS, clients, TRUE, INFINITE);
    return 0;
}

int main(int count, char **arguments)
{
    return count > 1 ? ask(arguments[1]) : serve();
}
