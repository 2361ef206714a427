/*
 * A folder of the host's as drive D: (docs/drivers.md): lists, reads, writes, renames, deletes, and goes
 * through what is refused. What it leaves there is held against the scene's `left`.
 *
 *   hostfolder         all of that
 *   hostfolder none    where there is no such drive
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <windows.h>

static void told(const char *what, BOOL done)
{
    if (done)
        printf("%s: done\n", what);
    else
        printf("%s: error %lu\n", what, GetLastError());
}

/* ---- looking ---- */

static char *add(char *end, const WIN32_FIND_DATAA *data)
{
    if (data->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY)
        return end + sprintf(end, " <%s>", data->cFileName);
    return end + sprintf(end, " %s(%lu)", data->cFileName, data->nFileSizeLow);
}

static void list(const char *pattern)
{
    WIN32_FIND_DATAA data;
    char line[1000] = "", *end = line;
    HANDLE find = FindFirstFileA(pattern, &data);
    if (find != INVALID_HANDLE_VALUE) {
        do
            end = add(end, &data);
        while (FindNextFileA(find, &data));
        FindClose(find);
    }
    printf("%s:%s, error %lu\n", pattern, line, GetLastError());
}

static void show(const char *name)
{
    char text[200];
    FILE *file = fopen(name, "rb");
    size_t bytes = file ? fread(text, 1, sizeof text, file) : 0;
    printf("%s: %u bytes: %.*s\n", name, (unsigned)bytes, (int)strcspn(text, "\r\n"), bytes ? text : "");
    if (file)
        fclose(file);
}

static void look_at_drive(void)
{
    char label[20], system[20];
    DWORD serial, longest, flags;
    ULARGE_INTEGER available, total;
    printf("drives %#lx, D: is of type %u\n", GetLogicalDrives(), GetDriveTypeA("D:\\"));
    if (GetVolumeInformationA("D:\\", label, sizeof label, &serial, &longest, &flags, system, sizeof system))
        printf("label %s, file system %s, names of %lu\n", label, system, longest);
    told("room, which is the host's affair",
         GetDiskFreeSpaceExA("D:\\", &available, &total, NULL) && available.QuadPart <= total.QuadPart);
}

static void look_at_file(void)
{
    BY_HANDLE_FILE_INFORMATION information;
    SYSTEMTIME time;
    HANDLE file = CreateFileA("D:\\read me.txt", GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    told("information", GetFileInformationByHandle(file, &information));
    FileTimeToSystemTime(&information.ftLastWriteTime, &time);
    printf("attributes %#lx, %lu bytes, %lu link, of %u, type %lu\n", information.dwFileAttributes,
           information.nFileSizeLow, information.nNumberOfLinks, time.wYear, GetFileType(file));
    CloseHandle(file);
}

static void look(void)
{
    look_at_drive();
    list("D:\\*");
    list("D:\\sub\\*.txt");
    list("D:\\nothing\\*");
    look_at_file();
    show("D:\\read me.txt");
    show("d:/SUB/DEEP/Below.TXT");
    told("lock a file", SetFileAttributesA("D:\\locked.txt", FILE_ATTRIBUTE_READONLY));
    printf("attributes of a folder %#lx, of a read-only file %#lx\n", GetFileAttributesA("D:\\sub"),
           GetFileAttributesA("D:\\locked.txt"));
}

/* By the C run time, in the order that the drive gives. */
static void look_by_dirent(void)
{
    char line[200] = "";
    DIR *folder = opendir("D:\\sub");
    struct dirent *entry;
    while (folder && (entry = readdir(folder)))
        strcat(strcat(line, " "), entry->d_name);
    printf("opendir:%s\n", line);
    if (folder)
        closedir(folder);
}

/* ---- writing ---- */

static HANDLE open_new(const char *name)
{
    return CreateFileA(name, GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, CREATE_ALWAYS, 0, NULL);
}

static void seek_and_cut(void)
{
    char text[20] = "";
    DWORD done;
    HANDLE file = open_new("D:\\seek.txt");
    WriteFile(file, "0123456789", 10, &done, NULL);
    SetFilePointer(file, -4, NULL, FILE_END);
    WriteFile(file, "six", 3, &done, NULL);
    printf("written, now at %lu of %lu\n", SetFilePointer(file, 0, NULL, FILE_CURRENT),
           GetFileSize(file, NULL));
    SetFilePointer(file, 8, NULL, FILE_BEGIN);
    told("cut", SetEndOfFile(file));
    SetFilePointer(file, 3, NULL, FILE_BEGIN);
    ReadFile(file, text, sizeof text - 1, &done, NULL);
    printf("from 3 on: %s\n", text);
    ReadFile(file, text, sizeof text, &done, NULL);
    printf("at the end: %lu bytes\n", done);
    told("flush", FlushFileBuffers(file));
    CloseHandle(file);
}

#define LARGE 300000

/* More than one message of the device's takes, in one call. */
static void write_large(void)
{
    static char out[LARGE], in[LARGE];
    DWORD written = 0, got = 0;
    HANDLE file = open_new("D:\\large.bin");
    for (int i = 0; i < LARGE; i++)
        out[i] = (char)(i * 7 + i / 251);
    WriteFile(file, out, LARGE, &written, NULL);
    SetFilePointer(file, 0, NULL, FILE_BEGIN);
    ReadFile(file, in, LARGE, &got, NULL);
    CloseHandle(file);
    printf("%lu bytes there, %lu back, %s\n", written, got, memcmp(in, out, LARGE) ? "others" : "the same");
    told("large.bin goes", DeleteFileA("D:\\large.bin"));
}

static void append(void)
{
    FILE *file = fopen("D:\\log.txt", "a");
    fputs("first\n", file);
    fclose(file);
    file = fopen("d:\\LOG.txt", "a");
    fputs("second\n", file);
    fclose(file);
    show("D:\\log.txt");
}

static void write_files(void)
{
    seek_and_cut();
    write_large();
    append();
    told("make a folder", CreateDirectoryA("D:\\new folder", NULL));
    told("copy from C:", CopyFileA("C:\\BOOT.INI", "D:\\new folder\\boot.ini", FALSE));
    told("delete that", DeleteFileA("D:\\new folder\\BOOT.INI"));
    told("copy to C:", CopyFileA("D:\\read me.txt", "C:\\TEMP\\read me.txt", TRUE));
    show("C:\\TEMP\\read me.txt");
}

static void rename_files(void)
{
    told("rename", MoveFileA("D:\\seek.txt", "D:\\sought.txt"));
    told("into a folder", MoveFileA("D:\\log.txt", "D:\\new folder\\log.txt"));
    told("in another case", MoveFileA("D:\\sought.txt", "D:\\Sought.txt"));
    told("over another", MoveFileA("D:\\Sought.txt", "D:\\read me.txt"));
    told("a folder", MoveFileA("D:\\sub", "D:\\renamed"));
    told("replacing", MoveFileExA("D:\\renamed\\old.txt", "D:\\renamed\\b.txt", MOVEFILE_REPLACE_EXISTING));
    told("to C:", MoveFileA("D:\\Sought.txt", "C:\\TEMP\\sought.txt"));
    told("from C: without a copy", MoveFileExA("C:\\TEMP\\sought.txt", "D:\\back.txt", 0));
    told("from C:", MoveFileA("C:\\TEMP\\sought.txt", "D:\\back.txt"));
    list("D:\\renamed\\*");
}

/* ---- what is refused ---- */

static void try_open(const char *name, DWORD access, DWORD disposition)
{
    HANDLE file = CreateFileA(name, access, 0, NULL, disposition, 0, NULL);
    told(name, file != INVALID_HANDLE_VALUE);
    if (file != INVALID_HANDLE_VALUE)
        CloseHandle(file);
}

static void be_refused(void)
{
    try_open("D:\\nothing.txt", GENERIC_READ, OPEN_EXISTING);
    try_open("D:\\nothing\\at all.txt", GENERIC_READ, OPEN_EXISTING);
    try_open("D:\\read me.txt", GENERIC_WRITE, CREATE_NEW);
    try_open("D:\\locked.txt", GENERIC_WRITE, OPEN_EXISTING);
    try_open("D:\\renamed", GENERIC_READ, OPEN_EXISTING);
    try_open("D:\\read me.txt:stream", GENERIC_READ, OPEN_EXISTING);
    try_open("D:\\what?.txt", GENERIC_WRITE, CREATE_NEW);
    try_open("\\\\?\\D:\\renamed\\..\\read me.txt", GENERIC_READ, OPEN_EXISTING);
    try_open("\\\\?\\D:\\..\\..\\etc\\passwd", GENERIC_READ, OPEN_EXISTING);
    try_open("\\\\?\\D:\\renamed/b.txt", GENERIC_READ, OPEN_EXISTING);
    told("delete a read-only file", DeleteFileA("D:\\locked.txt"));
    told("remove a folder that is not empty", RemoveDirectoryA("D:\\renamed"));
    told("remove the drive", RemoveDirectoryA("D:\\"));
    told("make a folder again", CreateDirectoryA("D:\\renamed", NULL));
}

static void be_in_the_way(void)
{
    HANDLE mapping, file = CreateFileA("D:\\read me.txt", GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    try_open("D:\\READ ME.TXT", GENERIC_READ, OPEN_EXISTING);
    told("delete what is open", DeleteFileA("D:\\read me.txt"));
    mapping = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL);
    told("map it", mapping != NULL);
    told("lock a part", LockFile(file, 0, 0, 1, 0));
    CloseHandle(file);
}

static void run_from_there(void)
{
    STARTUPINFOA start = {.cb = sizeof start};
    PROCESS_INFORMATION process;
    told("run a program",
         CopyFileA("C:\\PROGRAMS\\hostfolder.exe", "D:\\program.exe", FALSE) &&
             CreateProcessA("D:\\program.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process));
    DeleteFileA("D:\\program.exe");
}

/* ---- the current directory, and what goes with its last handle ---- */

static void be_there(void)
{
    char path[MAX_PATH];
    told("go there", SetCurrentDirectoryA("d:\\renamed"));
    GetCurrentDirectoryA(sizeof path, path);
    printf("in %s\n", path);
    show("b.txt");
    told("remove where we are", RemoveDirectoryA("D:\\renamed\\deep"));
    told("back", SetCurrentDirectoryA("C:\\"));
    HANDLE file = CreateFileA("D:\\passing.txt", GENERIC_WRITE | DELETE, 0, NULL, CREATE_NEW,
                              FILE_FLAG_DELETE_ON_CLOSE, NULL);
    list("D:\\passing.txt");
    CloseHandle(file);
    list("D:\\passing.txt");
    told("unlock a file", SetFileAttributesA("D:\\locked.txt", FILE_ATTRIBUTE_NORMAL));
    told("and lock another", SetFileAttributesA("D:\\back.txt", FILE_ATTRIBUTE_READONLY));
}

static void have_none(void)
{
    printf("drives %#lx, D: is of type %u\n", GetLogicalDrives(), GetDriveTypeA("D:\\"));
    try_open("D:\\read me.txt", GENERIC_READ, OPEN_EXISTING);
    list("D:\\*");
    told("go there", SetCurrentDirectoryA("D:\\"));
}

int main(int count, char **arguments)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    if (count > 1 && strcmp(arguments[1], "none") == 0) {
        have_none();
        return 0;
    }
    look();
    look_by_dirent();
    write_files();
    rename_files();
    be_refused();
    be_in_the_way();
    run_from_there();
    be_there();
    list("D:\\*");
    return 0;
}
