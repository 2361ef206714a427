/*
 * Pipes where they end: bad sizes and places, ends that are closed while the other waits, threads that are
 * ended in a wait, pipes that are full both ways, calls that do not wait, and very many pipes. What must be
 * seen: a line "ok" for each. The program runs under Windows, too, but for the places where it says so.
 */
#include <ctype.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define NAME "\\\\.\\pipe\\corners"
#define MANY 1000

static int wrong;

static void say(const char *what, BOOL good)
{
    if (good)
        printf("ok %s\n", what);
    else
        printf("WRONG %s, error %lu\n", what, GetLastError());
    wrong += !good;
}

static BOOL failed(BOOL done, DWORD error)
{
    return !done && GetLastError() == error;
}

static HANDLE thread(LPTHREAD_START_ROUTINE body, void *argument)
{
    HANDLE handle = CreateThread(NULL, 0, body, argument, 0, NULL);
    Sleep(1); /* it waits by now */
    return handle;
}

static DWORD joined(HANDLE handle)
{
    DWORD code = 0;
    WaitForSingleObject(handle, INFINITE);
    GetExitCodeThread(handle, &code);
    CloseHandle(handle);
    return code;
}

static HANDLE server(DWORD open, DWORD mode, DWORD most, DWORD quota)
{
    return CreateNamedPipeA(NAME, open, mode, most, quota, quota, 1000, NULL);
}

static HANDLE client(DWORD flags)
{
    return CreateFileA(NAME, GENERIC_READ | GENERIC_WRITE, 0, NULL, OPEN_EXISTING, flags, NULL);
}

/* Two ends, both of messages. */
static void pair(HANDLE ends[2], DWORD quota, DWORD flags)
{
    DWORD mode = PIPE_READMODE_MESSAGE;
    ends[0] = server(PIPE_ACCESS_DUPLEX | flags, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, quota);
    ends[1] = client(flags);
    SetNamedPipeHandleState(ends[1], &mode, NULL, NULL);
}

static void close_both(HANDLE ends[2])
{
    CloseHandle(ends[0]);
    CloseHandle(ends[1]);
}

/* ---- threads ---- */

static DWORD WINAPI reads(void *end)
{
    char byte;
    DWORD done;
    return ReadFile(end, &byte, 1, &done, NULL) ? (BYTE)byte : GetLastError();
}

static DWORD WINAPI writes_much(void *end)
{
    static char bytes[10000];
    DWORD done;
    return WriteFile(end, bytes, sizeof bytes, &done, NULL) ? done : GetLastError();
}

static DWORD WINAPI writes_one(void *end)
{
    DWORD done;
    return WriteFile(end, "w", 1, &done, NULL) ? done : GetLastError();
}

static DWORD WINAPI listens(void *end)
{
    return ConnectNamedPipe(end, NULL) ? 0 : GetLastError();
}

static DWORD WINAPI flushes(void *end)
{
    return FlushFileBuffers(end) ? 0 : GetLastError();
}

static DWORD WINAPI waits(void *milliseconds)
{
    return WaitNamedPipeA(NAME, (DWORD)milliseconds) ? 0 : GetLastError();
}

/* ---- bad arguments ---- */

static void bad_makings(void)
{
    HANDLE none = INVALID_HANDLE_VALUE;
    say("no direction", failed(server(0, 0, 1, 0) != none, ERROR_INVALID_PARAMETER));
    say("no instances", failed(server(3, 0, 0, 0) != none, ERROR_INVALID_PARAMETER));
    say("256 instances", failed(server(3, 0, 256, 0) != none, ERROR_INVALID_PARAMETER));
    say("messages of a stream",
        failed(server(3, PIPE_READMODE_MESSAGE, 1, 0) != none, ERROR_INVALID_PARAMETER));
    say("no pipe's name",
        failed(CreateNamedPipeA("C:\\corners", 3, 0, 1, 0, 0, 0, NULL) != none, ERROR_INVALID_NAME));
    say("a pipe without a name",
        failed(CreateNamedPipeA("\\\\.\\pipe\\", 3, 0, 1, 0, 0, 0, NULL) != none, ERROR_INVALID_NAME));
    say("no such pipe", failed(client(0) != none, ERROR_FILE_NOT_FOUND));
    say("no such pipe to wait for", waits((void *)10) == ERROR_FILE_NOT_FOUND);
}

static void bad_places(void)
{
    char *page = VirtualAlloc(NULL, 8192, MEM_RESERVE, PAGE_READWRITE), text[8] = "", *big;
    HANDLE ends[2];
    DWORD done, left;
    VirtualAlloc(page, 4096, MEM_COMMIT, PAGE_READWRITE);
    pair(ends, 8192, 0);
    say("a write whose second page is not there",
        failed(WriteFile(ends[0], page, 4097, &done, NULL), ERROR_NOACCESS) && done == 0);
    say("has written nothing", PeekNamedPipe(ends[1], NULL, 0, NULL, &left, NULL) && left == 0);
    WriteFile(ends[0], "whole", 5, &done, NULL);
    say("a read whose second page is not there",
        failed(ReadFile(ends[1], page + 4094, 5, &done, NULL), ERROR_NOACCESS));
    say("has taken nothing",
        ReadFile(ends[1], text, 5, &done, NULL) && done == 5 && !memcmp(text, "whole", 5));
    say("a write of the kernel's memory",
        failed(WriteFile(ends[0], (void *)0xc0000000, 1, &done, NULL), ERROR_NOACCESS));
    big = VirtualAlloc(NULL, 2 << 20, MEM_COMMIT, PAGE_READWRITE);
    say("a message of two megabytes",
        failed(WriteFile(ends[0], big, 2 << 20, &done, NULL), ERROR_NO_SYSTEM_RESOURCES));
    VirtualFree(big, 0, MEM_RELEASE);
    close_both(ends);
    VirtualFree(page, 0, MEM_RELEASE);
}

/* ---- ends that go ---- */

static void closed_ends(void)
{
    HANDLE ends[2], waiter;
    DWORD done;
    CreatePipe(&ends[0], &ends[1], NULL, 0);
    waiter = thread(reads, ends[0]);
    CloseHandle(ends[1]);
    say("the writer goes while the reader waits", joined(waiter) == ERROR_BROKEN_PIPE);
    CloseHandle(ends[0]);

    CreatePipe(&ends[0], &ends[1], NULL, 0);
    waiter = thread(writes_much, ends[1]);
    CloseHandle(ends[0]);
    say("the reader goes while the writer waits", joined(waiter) == ERROR_BROKEN_PIPE);
    say("nobody reads any more", failed(WriteFile(ends[1], "x", 1, &done, NULL), ERROR_NO_DATA));
    CloseHandle(ends[1]);

    CreatePipe(&ends[0], &ends[1], NULL, 0);
    waiter = thread(reads, ends[0]);
    CloseHandle(ends[0]);
    say("the reader's own end goes", joined(waiter) == ERROR_BROKEN_PIPE);
    CloseHandle(ends[1]);

    CreatePipe(&ends[0], &ends[1], NULL, 0);
    WriteFile(ends[1], "z", 1, &done, NULL);
    waiter = thread(flushes, ends[1]);
    say("a flush waits", WaitForSingleObject(waiter, 0) == WAIT_TIMEOUT);
    say("for the reader", reads(ends[0]) == 'z' && joined(waiter) == 0);
    WriteFile(ends[1], "z", 1, &done, NULL);
    waiter = thread(flushes, ends[1]);
    CloseHandle(ends[0]);
    say("who goes", joined(waiter) == ERROR_BROKEN_PIPE);
    CloseHandle(ends[1]);
}

static void ended_threads(void)
{
    HANDLE ends[2], waiter, other;
    char text[16];
    DWORD done;
    CreatePipe(&ends[0], &ends[1], NULL, 0);
    waiter = thread(reads, ends[0]);
    other = thread(reads, ends[0]);
    TerminateThread(other, 7);
    say("a thread is ended that waits for the file's lock", joined(other) == 7);
    TerminateThread(waiter, 8);
    WriteFile(ends[1], "kept", 4, &done, NULL);
    say("one is ended that waits in a read", joined(waiter) == 8);
    say("and has taken nothing", ReadFile(ends[0], text, 16, &done, NULL) && done == 4);
    waiter = thread(writes_much, ends[1]);
    TerminateThread(waiter, 9);
    say("one is ended that waits in a write", joined(waiter) == 9);
    say("what it wrote is withdrawn", PeekNamedPipe(ends[0], NULL, 0, NULL, &done, NULL) && done == 0);
    say("the pipe goes on", writes_one(ends[1]) == 1 && reads(ends[0]) == 'w');
    close_both(ends);
}

/* Each end's file object is one: who waits to write keeps others from reading. That is so in Windows. */
static void full_both_ways(void)
{
    static char bytes[10000];
    HANDLE ends[2], one, two;
    DWORD done;
    ends[0] = server(PIPE_ACCESS_DUPLEX, 0, 1, 512);
    ends[1] = client(0);
    one = thread(writes_much, ends[0]);
    two = thread(writes_much, ends[1]);
    say("both ways are full",
        WaitForSingleObject(one, 5) == WAIT_TIMEOUT && WaitForSingleObject(two, 5) == WAIT_TIMEOUT);
    TerminateThread(one, 5);
    say("one writer is ended", joined(one) == 5);
    say("all of the other's can be read",
        ReadFile(ends[0], bytes, sizeof bytes, &done, NULL) && done == sizeof bytes);
    say("and it goes on", joined(two) == sizeof bytes);
    close_both(ends);
}

/* ---- messages ---- */

static void messages(void)
{
    char text[8] = "";
    HANDLE ends[2];
    DWORD done, all, left, mode = PIPE_NOWAIT, count;
    pair(ends, 64, 0);
    WriteFile(ends[1], "message", 7, &done, NULL);
    WriteFile(ends[1], "", 0, &done, NULL);
    WriteFile(ends[1], "m", 1, &done, NULL);
    say("a look at the first",
        PeekNamedPipe(ends[0], text, 3, &done, &all, &left) && done == 3 && all == 8 && left == 4);
    say("a part of it", failed(ReadFile(ends[0], text, 3, &done, NULL), ERROR_MORE_DATA) && done == 3);
    say("none of it", failed(ReadFile(ends[0], text, 0, &done, NULL), ERROR_MORE_DATA) && done == 0);
    say("the rest of it", ReadFile(ends[0], text, 8, &done, NULL) && done == 4 && !memcmp(text, "sage", 4));
    say("a message of no bytes", ReadFile(ends[0], text, 8, &done, NULL) && done == 0);
    say("the third", ReadFile(ends[0], text, 8, &done, NULL) && done == 1);
    SetNamedPipeHandleState(ends[0], &mode, NULL, NULL); /* a stream now, which does not wait */
    say("nothing there", failed(ReadFile(ends[0], text, 8, &done, NULL), ERROR_NO_DATA));
    WriteFile(ends[1], "ab", 2, &done, NULL);
    WriteFile(ends[1], "cd", 2, &done, NULL);
    say("both as a stream", ReadFile(ends[0], text, 8, &done, NULL) && done == 4 && !memcmp(text, "abcd", 4));
    say("a message that does not fit", WriteFile(ends[0], messages, 65, &done, NULL) && done == 0);
    say("one that does", WriteFile(ends[0], messages, 64, &done, NULL) && done == 64);
    say("a call while there is something to read",
        failed(TransactNamedPipe(ends[1], "?", 1, text, 8, &done, NULL), ERROR_PIPE_BUSY));
    say("a call of a stream",
        failed(TransactNamedPipe(ends[0], "?", 1, text, 8, &done, NULL), ERROR_BAD_PIPE));
    for (count = 0; WriteFile(ends[1], "", 0, &done, NULL); count++)
        ;
    say("messages of no bytes for ever", failed(FALSE, ERROR_NO_SYSTEM_RESOURCES) && count == 4096);
    mode = 8;
    say("no such mode", failed(SetNamedPipeHandleState(ends[0], &mode, NULL, NULL), ERROR_INVALID_PARAMETER));
    close_both(ends);
}

static void streams(void)
{
    char text[16];
    HANDLE ends[2];
    DWORD done, mode = PIPE_NOWAIT;
    CreatePipe(&ends[0], &ends[1], NULL, 8);
    say("messages of a stream's end",
        failed(SetNamedPipeHandleState(ends[0], &(DWORD){PIPE_READMODE_MESSAGE}, NULL, NULL),
               ERROR_INVALID_PARAMETER));
    say("a stream that does not wait",
        SetNamedPipeHandleState(ends[1], &mode, NULL, NULL) || failed(0, ERROR_ACCESS_DENIED));
    say("takes what fits", WriteFile(ends[1], "0123456789", 10, &done, NULL) && done == 8);
    say("and nothing when it is full", WriteFile(ends[1], "8", 1, &done, NULL) && done == 0);
    say("gives what there is", ReadFile(ends[0], text, 16, &done, NULL) && done == 8);
    say("a read of the writer's end", failed(ReadFile(ends[1], text, 1, &done, NULL), ERROR_ACCESS_DENIED));
    say("it is a pipe", GetFileType(ends[0]) == FILE_TYPE_PIPE);
    say("it has no position", SetFilePointer(ends[0], 0, NULL, FILE_BEGIN) == INVALID_SET_FILE_POINTER);
    close_both(ends);
}

/* ---- coming and going ---- */

static void instances(void)
{
    HANDLE first = server(PIPE_ACCESS_DUPLEX, 0, 2, 0), second, come, waiter;
    DWORD done, count, most;
    char byte;
    say("one that is the first",
        failed(server(PIPE_ACCESS_DUPLEX | FILE_FLAG_FIRST_PIPE_INSTANCE, 0, 2, 0) != INVALID_HANDLE_VALUE,
               ERROR_ACCESS_DENIED));
    say("one of another direction",
        failed(server(PIPE_ACCESS_INBOUND, 0, 2, 0) != INVALID_HANDLE_VALUE, ERROR_ACCESS_DENIED));
    second = server(PIPE_ACCESS_DUPLEX, 0, 2, 0);
    say("one too many", failed(server(PIPE_ACCESS_DUPLEX, 0, 2, 0) != INVALID_HANDLE_VALUE, ERROR_PIPE_BUSY));
    say("how many there are", GetNamedPipeHandleStateA(first, NULL, &count, NULL, NULL, NULL, 0) &&
                                  count == 2 && GetNamedPipeInfo(first, NULL, NULL, NULL, &most) &&
                                  most == 2);
    say("nobody has come", failed(ReadFile(first, &byte, 1, &done, NULL), ERROR_PIPE_LISTENING));
    CloseHandle(second);
    come = client(0);
    say("a client is there", failed(ConnectNamedPipe(first, NULL), ERROR_PIPE_CONNECTED));
    say("a second one is not let in", failed(client(0) != INVALID_HANDLE_VALUE, ERROR_PIPE_BUSY));
    say("waits in vain", waits((void *)10) == ERROR_SEM_TIMEOUT);
    waiter = thread(waits, (void *)NMPWAIT_WAIT_FOREVER);
    say("a client cannot disconnect", failed(DisconnectNamedPipe(come), ERROR_INVALID_FUNCTION));
    WriteFile(come, "lost", 0, &done, NULL);
    say("the server does", DisconnectNamedPipe(first));
    say("only once", failed(DisconnectNamedPipe(first), ERROR_PIPE_NOT_CONNECTED));
    say("the client is told", failed(ReadFile(come, &byte, 1, &done, NULL), ERROR_PIPE_NOT_CONNECTED));
    CloseHandle(come);
    come = thread(listens, first);
    say("who waits for the pipe is told", joined(waiter) == 0);
    second = client(0);
    say("the server is told", joined(come) == 0);
    CloseHandle(second);
    say("the client has gone", failed(ConnectNamedPipe(first, NULL), ERROR_NO_DATA));
    DisconnectNamedPipe(first);
    come = thread(listens, first);
    TerminateThread(come, 6);
    say("a thread is ended that listens", joined(come) == 6);
    CloseHandle(first);
    say("the pipe is gone", failed(client(0) != INVALID_HANDLE_VALUE, ERROR_FILE_NOT_FOUND));
}

/* ---- work that is not waited for ---- */

static HANDLE of_thread;
static OVERLAPPED of_thread_work;
static char of_thread_byte;

static DWORD WINAPI leaves_a_read(void *unused)
{
    return ReadFile(of_thread, &of_thread_byte, 1, NULL, &of_thread_work) ? 0 : GetLastError();
}

static void overlapped(void)
{
    static char much[1000];
    OVERLAPPED read = {0}, other = {0};
    HANDLE ends[2];
    char text[8] = "", more[8] = "";
    DWORD done;
    read.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    other.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    ends[0] = server(PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1, 16);
    say("listens and goes on", failed(ConnectNamedPipe(ends[0], &read), ERROR_IO_PENDING));
    ends[1] = client(FILE_FLAG_OVERLAPPED);
    say("a client comes", GetOverlappedResult(ends[0], &read, &done, TRUE));
    say("reads and goes on", failed(ReadFile(ends[0], text, 4, NULL, &read), ERROR_IO_PENDING));
    say("a second read behind it", failed(ReadFile(ends[0], more, 4, NULL, &other), ERROR_IO_PENDING));
    say("nothing has come", failed(GetOverlappedResult(ends[0], &read, &done, FALSE), ERROR_IO_INCOMPLETE));
    WriteFile(ends[1], "123456", 6, NULL, &(OVERLAPPED){0});
    say("the first has come",
        GetOverlappedResult(ends[0], &read, &done, TRUE) && done == 4 && !memcmp(text, "1234", 4));
    say("and the second",
        GetOverlappedResult(ends[0], &other, &done, TRUE) && done == 2 && !memcmp(more, "56", 2));
    say("a write that does not fit",
        failed(WriteFile(ends[1], much, sizeof much, NULL, &read), ERROR_IO_PENDING));
    say("is told when it is read", ReadFile(ends[0], much, sizeof much, NULL, &other) &&
                                       GetOverlappedResult(ends[1], &read, &done, TRUE) &&
                                       done == sizeof much);
    ReadFile(ends[0], text, 4, NULL, &read);
    say("a read is called off", CancelIo(ends[0]) && failed(GetOverlappedResult(ends[0], &read, &done, TRUE),
                                                            ERROR_OPERATION_ABORTED));
    of_thread = ends[0];
    of_thread_work.hEvent = other.hEvent;
    say("a thread leaves a read and ends", joined(thread(leaves_a_read, NULL)) == ERROR_IO_PENDING);
    say("the read has ended with it",
        failed(GetOverlappedResult(ends[0], &of_thread_work, &done, TRUE), ERROR_OPERATION_ABORTED));
    ReadFile(ends[0], text, 4, NULL, &read);
    CloseHandle(ends[1]);
    say("the other end goes", failed(GetOverlappedResult(ends[0], &read, &done, TRUE), ERROR_BROKEN_PIPE));
    DisconnectNamedPipe(ends[0]);
    ConnectNamedPipe(ends[0], &read);
    DisconnectNamedPipe(ends[0]);
    say("nobody listens any more",
        failed(GetOverlappedResult(ends[0], &read, &done, TRUE), ERROR_PIPE_NOT_CONNECTED));
    ConnectNamedPipe(ends[0], &read);
    CloseHandle(ends[0]);
    say("a listener is closed",
        failed(GetOverlappedResult(read.hEvent, &read, &done, TRUE), ERROR_BROKEN_PIPE));
    CloseHandle(read.hEvent);
    CloseHandle(other.hEvent);
}

/* ---- whole calls, calls that are told by an APC ---- */

static DWORD WINAPI answers(void *end)
{
    char text[16];
    DWORD done;
    ConnectNamedPipe(end, NULL);
    ReadFile(end, text, sizeof text, &done, NULL);
    WriteFile(end, "the answer", 10, &done, NULL);
    return FlushFileBuffers(end) ? 0 : GetLastError();
}

static void calls(void)
{
    HANDLE end = server(PIPE_ACCESS_DUPLEX, PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE, 1, 64), waiter;
    char text[16];
    DWORD done;
    waiter = thread(answers, end);
    say("a call", CallNamedPipeA(NAME, "?", 1, text, sizeof text, &done, NMPWAIT_WAIT_FOREVER) && done == 10);
    say("its server goes on", joined(waiter) == 0);
    say("the next one waits in vain",
        failed(CallNamedPipeA(NAME, "?", 1, text, sizeof text, &done, 10), ERROR_SEM_TIMEOUT));
    DisconnectNamedPipe(end);
    waiter = thread(answers, end);
    say("an answer that is too long",
        failed(CallNamedPipeA(NAME, "?", 1, text, 3, &done, NMPWAIT_WAIT_FOREVER), ERROR_MORE_DATA) &&
            done == 3);
    joined(waiter);
    CloseHandle(end);
}

static ULONG_PTR told[2];

static void WINAPI tells(void *context, ULONG_PTR *status_and_bytes, ULONG unused)
{
    told[0] = (ULONG_PTR)context;
    told[1] = status_and_bytes[1];
}

static void told_by_apc(void)
{
    typedef LONG WINAPI nt_read_file(HANDLE, HANDLE, void *, void *, ULONG_PTR *, void *, ULONG, void *,
                                     void *);
    nt_read_file *read = (nt_read_file *)(void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), "NtReadFile");
    HANDLE ends[2];
    ULONG_PTR block[2];
    char text[8];
    DWORD done;
    pair(ends, 64, FILE_FLAG_OVERLAPPED);
    say("a read with an APC", read(ends[0], NULL, tells, (void *)5, block, text, 8, NULL, NULL) == 0x103);
    say("which has not come", SleepEx(1, TRUE) == 0 && told[0] == 0);
    WriteFile(ends[1], "abc", 3, &done, &(OVERLAPPED){0});
    say("which has", SleepEx(1, TRUE) == WAIT_IO_COMPLETION && told[0] == 5 && told[1] == 3);
    close_both(ends);
}

/* ---- a child between two pipes ---- */

static int child(void)
{
    int byte, bytes = 0;
    _setmode(0, _O_BINARY);
    _setmode(1, _O_BINARY);
    for (; (byte = getchar()) != EOF; bytes++)
        putchar(toupper(byte));
    return isatty(0) || isatty(1) ? -1 : bytes;
}

static void of_a_child(void)
{
    SECURITY_ATTRIBUTES inherited = {sizeof inherited, NULL, TRUE};
    STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    PROCESS_INFORMATION made;
    HANDLE in[2], out[2];
    char text[64];
    DWORD done, code;
    CreatePipe(&in[0], &in[1], &inherited, 0);
    CreatePipe(&out[0], &out[1], &inherited, 0);
    SetHandleInformation(in[1], HANDLE_FLAG_INHERIT, 0);
    SetHandleInformation(out[0], HANDLE_FLAG_INHERIT, 0);
    startup.hStdInput = in[0];
    startup.hStdOutput = startup.hStdError = out[1];
    CreateProcessA(NULL, "C:\\PROGRAMS\\pipecorners.exe child", NULL, NULL, TRUE, 0, NULL, NULL, &startup,
                   &made);
    CloseHandle(in[0]);
    CloseHandle(out[1]);
    WriteFile(in[1], "line\r\n\x1a end", 11, &done, NULL);
    CloseHandle(in[1]);
    say("a child's output", ReadFile(out[0], text, sizeof text, &done, NULL) && done == 11 &&
                                !memcmp(text, "LINE\r\n\x1a END", 11));
    say("ends with it", failed(ReadFile(out[0], text, 1, &done, NULL), ERROR_BROKEN_PIPE));
    WaitForSingleObject(made.hProcess, INFINITE);
    say("it has read all", GetExitCodeProcess(made.hProcess, &code) && code == 11);
    CloseHandle(made.hProcess);
    CloseHandle(made.hThread);
    CloseHandle(out[0]);
}

/* ---- very many ---- */

static void many(void)
{
    static HANDLE ends[MANY][2];
    int made = 0, read = 0;
    char byte;
    DWORD done;
    while (made < MANY && CreatePipe(&ends[made][0], &ends[made][1], NULL, 0))
        made++;
    say("1000 pipes", made == MANY);
    for (int i = 0; i < made; i++)
        WriteFile(ends[i][1], &i, 1, &done, NULL);
    for (int i = 0; i < made; i++)
        read += ReadFile(ends[i][0], &byte, 1, &done, NULL) && byte == (char)i;
    say("one byte through each", read == MANY);
    for (int i = 0; i < made; i++) {
        WriteFile(ends[i][1], &byte, 1, &done, NULL); /* nobody reads it */
        close_both(ends[i]);
    }
}

int main(int count, char **arguments)
{
    if (count > 1)
        return child();
    bad_makings();
    bad_places();
    closed_ends();
    ended_threads();
    full_both_ways();
    messages();
    streams();
    instances();
    overlapped();
    calls();
    told_by_apc();
    of_a_child();
    many();
    say("all", !wrong);
    return wrong;
}
