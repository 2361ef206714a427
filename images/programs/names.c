/*
 * Names of files and folders: letters of any alphabet, renames that cannot be done, and files that were run.
 * Each line of output is one observation; what must be seen stands beside it in the golden log, "as it should
 * be".
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static void told(const char *what, int right)
{
    printf("%s: %s\n", what, right ? "as it should be" : "WRONG");
}

static int make(const wchar_t *name, const char *text)
{
    DWORD written;
    HANDLE file = CreateFileW(name, GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 0;
    WriteFile(file, text, strlen(text), &written, NULL);
    return CloseHandle(file);
}

static int holds(const wchar_t *name, const char *text)
{
    char bytes[64];
    DWORD count = 0;
    HANDLE file = CreateFileW(name, GENERIC_READ, 0, NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return 0;
    ReadFile(file, bytes, sizeof bytes, &count, NULL);
    CloseHandle(file);
    return count == strlen(text) && memcmp(bytes, text, count) == 0;
}

static void letters(void)
{
    told("small letters made", make(L"C:\\TEMP\\\x00e9t\x00e9.txt", "summer"));
    told("capitals open it", holds(L"C:\\TEMP\\\x00c9T\x00c9.TXT", "summer"));
    SetLastError(0);
    told("capitals are no second file",
         !make(L"C:\\TEMP\\\x00c9T\x00c9.TXT", "") && GetLastError() == ERROR_FILE_EXISTS);
    told("nor are Cyrillic ones",
         make(L"C:\\TEMP\\\x0430\x0431", "") && !make(L"C:\\TEMP\\\x0410\x0411", ""));
    told("a folder is found",
         CreateDirectoryW(L"C:\\TEMP\\\x03c3\x03b1", NULL) && make(L"C:\\TEMP\\\x03a3\x0391\\below", "x"));
    told("letters change", MoveFileW(L"C:\\TEMP\\\x00e9t\x00e9.txt", L"C:\\TEMP\\\x00c9t\x00c9.txt") &&
                               holds(L"C:\\TEMP\\\x00e9t\x00e9.txt", "summer"));
}

static ULONGLONG space(void)
{
    ULARGE_INTEGER bytes;
    GetDiskFreeSpaceExA("C:\\", &bytes, NULL, NULL);
    return bytes.QuadPart;
}

static void number(wchar_t *name, int value)
{
    for (int place = 6; place > 3; place--, value /= 10)
        name[place] = L'0' + value % 10;
}

/* The root directory has 512 places at most. */
static void full_folder(void)
{
    wchar_t name[] = L"C:\\F000";
    int count = 0;
    make(L"C:\\OLD.TXT", "precious");
    make(L"C:\\NEW.TXT", "new");
    ULONGLONG before = space();
    do
        number(name, count);
    while (make(name, "") && ++count < 1000);
    told("the root is full", count < 512 && GetLastError() == ERROR_DISK_FULL);
    told("no name that is longer", !MoveFileW(L"C:\\NEW.TXT", L"C:\\a name of several places.text"));
    told("nothing has happened", holds(L"C:\\NEW.TXT", "new") && space() == before);
    told("a name of the same length", MoveFileW(L"C:\\NEW.TXT", L"C:\\NEWER.TXT"));
    told("replaced", MoveFileExW(L"C:\\NEWER.TXT", L"C:\\old.txt", MOVEFILE_REPLACE_EXISTING));
    told("whole",
         holds(L"C:\\OLD.TXT", "new") && GetFileAttributesA("C:\\NEWER.TXT") == INVALID_FILE_ATTRIBUTES);
    told("space is back", space() > before);
    while (count-- > 0) {
        number(name, count);
        DeleteFileW(name);
    }
}

static int run(char *command)
{
    STARTUPINFOA start = {sizeof start};
    PROCESS_INFORMATION process;
    DWORD code = 0;
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process))
        return 0;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return code == 7;
}

/* The kernel keeps the image of a program that has run: nobody may notice. */
static void what_was_run(const char *self)
{
    char here[] = "C:\\TEMP\\Q\\RUN.EXE child", there[] = "C:\\TEMP\\R\\RUN.EXE child",
         again[] = "C:\\TEMP\\R\\GO.EXE child";
    CreateDirectoryA("C:\\TEMP\\Q", NULL);
    CopyFileA(self, "C:\\TEMP\\Q\\RUN.EXE", FALSE);
    told("it runs", run(here));
    told("its folder is renamed", MoveFileA("C:\\TEMP\\Q", "C:\\TEMP\\R"));
    told("it runs there", run(there));
    told("it is renamed", MoveFileA("C:\\TEMP\\R\\RUN.EXE", "C:\\TEMP\\R\\GO.EXE"));
    told("it runs again", run(again));
    told("it is replaced",
         CopyFileA(self, "C:\\TEMP\\other.exe", FALSE) &&
             MoveFileExA("C:\\TEMP\\other.exe", "C:\\TEMP\\R\\GO.EXE", MOVEFILE_REPLACE_EXISTING));
    told("and runs", run(again));
    told("its folder is not empty",
         !RemoveDirectoryA("C:\\TEMP\\R") && GetLastError() == ERROR_DIR_NOT_EMPTY);
    told("it is deleted", DeleteFileA("C:\\TEMP\\R\\GO.EXE"));
    told("the folder goes", RemoveDirectoryA("C:\\TEMP\\R"));
}

int main(int argc, char **argv)
{
    if (argc > 1)
        return 7;
    letters();
    full_folder();
    what_was_run(argv[0]);
    return 0;
}
