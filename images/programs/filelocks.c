/*
 * Byte-range locks: who may lock what, whom a lock keeps from reading and writing, and when it goes. Windows
 * says the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>
#include <winioctl.h>

static const char path[] = "C:\\TEMP\\locked.dat";

static HANDLE open(void)
{
    return CreateFileA(path, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                       OPEN_ALWAYS, 0, NULL);
}

/* A call and the error that it left, 0 for success. */
static DWORD said(BOOL done)
{
    return done ? 0 : GetLastError();
}

static DWORD lock(HANDLE file, DWORD first, DWORD bytes, DWORD flags)
{
    OVERLAPPED place = {.Offset = first};
    return said(LockFileEx(file, flags | LOCKFILE_FAIL_IMMEDIATELY, 0, bytes, 0, &place));
}

static DWORD unlock(HANDLE file, DWORD first, DWORD bytes)
{
    return said(UnlockFile(file, first, 0, bytes, 0));
}

static DWORD reads(HANDLE file, DWORD first, DWORD bytes)
{
    char buffer[200];
    DWORD done;
    SetFilePointer(file, first, NULL, FILE_BEGIN);
    return said(ReadFile(file, buffer, bytes, &done, NULL));
}

static DWORD writes(HANDLE file, DWORD first, DWORD bytes)
{
    char buffer[200] = "";
    DWORD done;
    SetFilePointer(file, first, NULL, FILE_BEGIN);
    return said(WriteFile(file, buffer, bytes, &done, NULL));
}

/* One line for each thing tried, in the order of trying. */
static void say(const char *what, DWORD error)
{
    printf("%s %lu\n", what, error);
}

static void exclusive(HANDLE a, HANDLE b)
{
    say("exclusive", said(LockFile(a, 10, 0, 10, 0)));
    say("  again", lock(a, 10, 10, LOCKFILE_EXCLUSIVE_LOCK));
    say("  by another over it", lock(b, 19, 5, LOCKFILE_EXCLUSIVE_LOCK));
    say("  beside it", lock(b, 0, 10, LOCKFILE_EXCLUSIVE_LOCK));
    say("  behind it", lock(b, 20, 5, LOCKFILE_EXCLUSIVE_LOCK));
    say("  shared by another", lock(b, 12, 2, 0));
    say("  the owner reads", reads(a, 10, 2));
    say("  writes", writes(a, 15, 2));
    say("  shared by the owner", lock(a, 12, 2, 0));
    say("  who does not write there now", writes(a, 12, 2));
    say("  another reads", reads(b, 15, 1));
    say("  writes", writes(b, 15, 1));
    say("  writes nothing", writes(b, 15, 0));
    say("  reads beside it", reads(b, 30, 4));
    say("  up to it", reads(b, 5, 5));
    say("  into it", reads(b, 5, 6));
    say("  unlocked in part", unlock(a, 10, 5));
    say("  by another", unlock(b, 10, 10));
    say("  as it is", unlock(a, 10, 10));
    say("  again", unlock(a, 10, 10));
    say("  the others", unlock(a, 12, 2) | unlock(b, 0, 10) | unlock(b, 20, 5));
}

static void shared(HANDLE a, HANDLE b)
{
    say("shared", lock(a, 10, 10, 0));
    say("  by another, too", lock(b, 15, 10, 0));
    say("  exclusive now", lock(a, 10, 10, LOCKFILE_EXCLUSIVE_LOCK));
    say("  the owner reads", reads(a, 10, 1));
    say("  writes", writes(a, 10, 1));
    say("  another reads", reads(b, 10, 1));
    say("  writes", writes(b, 10, 1));
    say("  unlocked", unlock(a, 10, 10) | unlock(b, 15, 10));
}

/* Two locks of one range: the first unlock takes the exclusive one. */
static void both(HANDLE a, HANDLE b)
{
    say("both", lock(a, 10, 10, LOCKFILE_EXCLUSIVE_LOCK) | lock(a, 10, 10, 0));
    say("  unlocked", unlock(a, 10, 10));
    say("  another shares", lock(b, 10, 10, 0));
    say("  writes", writes(b, 10, 1));
    say("  unlocked", unlock(a, 10, 10) | unlock(b, 10, 10));
}

static void edges(HANDLE a, HANDLE b)
{
    OVERLAPPED distant = {.Offset = 0, .OffsetHigh = 0x7fffffff};
    OVERLAPPED end = {.Offset = 0xfffffff0u, .OffsetHigh = 0xffffffffu};
    say("behind the end of the file", said(LockFileEx(a, LOCKFILE_EXCLUSIVE_LOCK, 0, 100, 0, &distant)));
    say("  unlocked", said(UnlockFileEx(a, 0, 100, 0, &distant)));
    say("round the end of the numbers", said(LockFileEx(a, 1, 0, 17, 0, &end)));
    say("  up to it", said(LockFileEx(a, 1, 0, 16, 0, &end)));
    say("  unlocked", said(UnlockFileEx(a, 0, 16, 0, &end)));
    say("no bytes", lock(a, 50, 0, LOCKFILE_EXCLUSIVE_LOCK));
    say("  some around them", lock(b, 45, 10, LOCKFILE_EXCLUSIVE_LOCK));
    say("  some behind them", lock(b, 50, 10, LOCKFILE_EXCLUSIVE_LOCK));
    say("  none at 0", lock(a, 0, 0, LOCKFILE_EXCLUSIVE_LOCK));
    say("  unlocked", unlock(a, 50, 0) | unlock(b, 50, 10) | unlock(a, 0, 0));
    say("no place", said(LockFileEx(a, 0, 0, 1, 0, NULL)));
    say("a reserved number", said(LockFileEx(a, 0, 1, 1, 0, &distant)));
}

static void openers(void)
{
    HANDLE reader = CreateFileA(path, GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE asker = CreateFileA(path, FILE_READ_ATTRIBUTES, 7, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE folder =
        CreateFileA("C:\\TEMP", GENERIC_READ, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    say("by a reader", lock(reader, 0, 1, LOCKFILE_EXCLUSIVE_LOCK));
    say("  unlocked", unlock(reader, 0, 1));
    say("by who only asks", lock(asker, 0, 1, 0));
    say("of a folder", lock(folder, 0, 1, 0));
    say("of the console", lock(GetStdHandle(STD_OUTPUT_HANDLE), 0, 1, 0));
    say("of nothing", lock((HANDLE)0x770, 0, 1, 0));
    CloseHandle(reader);
    CloseHandle(asker);
    CloseHandle(folder);
}

static DWORD WINAPI unlock_later(void *file)
{
    Sleep(50);
    UnlockFile(file, 0, 0, 100, 0);
    return 0;
}

static void waiting(HANDLE a, HANDLE b)
{
    OVERLAPPED place = {.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL)};
    LockFile(a, 0, 0, 100, 0);
    ULONGLONG before = GetTickCount64();
    CloseHandle(CreateThread(NULL, 0, unlock_later, a, 0, NULL));
    say("waited for", said(LockFileEx(b, LOCKFILE_EXCLUSIVE_LOCK, 0, 10, 0, &place)));
    say("  long enough", GetTickCount64() - before >= 50);
    say("  its event", WaitForSingleObject(place.hEvent, 0));
    say("  unlocked", unlock(b, 0, 10));
    CloseHandle(place.hEvent);
}

static void closing(HANDLE a)
{
    HANDLE b = open(), same;
    lock(b, 0, 10, LOCKFILE_EXCLUSIVE_LOCK);
    DuplicateHandle(GetCurrentProcess(), b, GetCurrentProcess(), &same, 0, FALSE, DUPLICATE_SAME_ACCESS);
    CloseHandle(b);
    say("one of two handles is closed: another reads", reads(a, 0, 1));
    CloseHandle(same);
    say("  and the second", reads(a, 0, 1));
}

/* The child inherits `a`; its locks are its own, and go with it. */
static void child(HANDLE a)
{
    say("child: locks", lock(a, 100, 10, LOCKFILE_EXCLUSIVE_LOCK));
    say("  reads what its parent has locked", reads(a, 0, 10));
    say("  unlocks it", unlock(a, 0, 10));
}

static void processes(HANDLE a)
{
    STARTUPINFOA startup = {sizeof startup};
    PROCESS_INFORMATION made;
    char line[100];
    SetHandleInformation(a, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
    lock(a, 0, 10, LOCKFILE_EXCLUSIVE_LOCK);
    sprintf(line, "C:\\PROGRAMS\\filelocks.exe %p", a);
    CreateProcessA(NULL, line, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &made);
    WaitForSingleObject(made.hProcess, INFINITE);
    say("its lock has gone with it", writes(a, 100, 10));
    say("  ours is there", unlock(a, 0, 10));
}

static void control(HANDLE a)
{
    static const struct {
        const char *name;
        DWORD code;
    } codes[] = {
        {"SET_SPARSE", FSCTL_SET_SPARSE},
        {"GET_COMPRESSION", FSCTL_GET_COMPRESSION},
        {"GET_REPARSE_POINT", FSCTL_GET_REPARSE_POINT},
        {"IS_VOLUME_MOUNTED", FSCTL_IS_VOLUME_MOUNTED},
        {"LOCK_VOLUME", FSCTL_LOCK_VOLUME},
        {"REQUEST_OPLOCK_LEVEL_1", FSCTL_REQUEST_OPLOCK_LEVEL_1},
        {"unknown", 0x9fffc},
        {"DISK_GET_DRIVE_GEOMETRY", IOCTL_DISK_GET_DRIVE_GEOMETRY},
    };
    for (unsigned i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char out[64];
        DWORD bytes = 99,
              error = said(DeviceIoControl(a, codes[i].code, NULL, 0, out, sizeof out, &bytes, NULL));
        printf("%s %lu, %lu bytes\n", codes[i].name, error, bytes);
    }
    DWORD bytes;
    say("of the console", said(DeviceIoControl(GetStdHandle(STD_OUTPUT_HANDLE), FSCTL_SET_SPARSE, NULL, 0,
                                               NULL, 0, &bytes, NULL)));
    say("of nothing", said(DeviceIoControl((HANDLE)0x770, FSCTL_SET_SPARSE, NULL, 0, NULL, 0, &bytes, NULL)));
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        child((HANDLE)strtoul(argv[1], NULL, 16));
        return 0;
    }
    HANDLE a = open(), b = open();
    writes(a, 0, 120);
    exclusive(a, b);
    shared(a, b);
    both(a, b);
    edges(a, b);
    openers();
    waiting(a, b);
    closing(a);
    processes(a);
    control(a);
    return 0;
}
