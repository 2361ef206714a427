/*
 * An image whose sections begin at multiples of 64 bytes, in memory and in the file, is mapped as one piece:
 * all of it may be run, read and changed, whatever its sections say; who changes a page has a copy. The same
 * under Windows. It has no C run time, whose .bss would lie in no file.
 */
#include <windows.h>

typedef int *(*numbers_call)(void);

static int written[3000] = {1};
/* So long that the last page that .rdata touches ends within the table of imports: for the loader that is no
 * end. */
static const int constant[1816] = {2};

static void say(const char *format, ...)
{
    char line[200];
    va_list values;
    DWORD done;
    va_start(values, format);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)wvsprintfA(line, format, values), &done, NULL);
    va_end(values);
}

static void ask(const char *what, const void *address)
{
    MEMORY_BASIC_INFORMATION about;
    VirtualQuery(address, &about, sizeof about);
    say("%-10s %02lx, first %02lx, type %lx, in this image: %s\r\n", what, about.Protect,
        about.AllocationProtect, about.Type, about.AllocationBase == GetModuleHandleA(NULL) ? "yes" : "no");
}

static void change(void)
{
    ask("headers", GetModuleHandleA(NULL));
    ask("constant", constant + 1024);
    ((volatile int *)constant)[1024] = 3;
    ((volatile int *)written)[0] = 4;
    ask("changed", constant + 1024);
    say("constant %d, written %d\r\n", ((volatile int *)constant)[1024], written[0]);
}

static void protect(void)
{
    int *page = written + 1500;
    DWORD before, between;
    VirtualProtect(page, 4, PAGE_READONLY, &before);
    ask("protected", page);
    VirtualProtect(page, 4, before, &between);
    say("was %02lx, then %02lx\r\n", before, between);
    *page = 5;
    ask("again", page);
}

static void relocated(void)
{
    HMODULE dll = LoadLibraryA("dll_flat.dll");
    numbers_call numbers = (numbers_call)(void *)GetProcAddress(dll, "flat_numbers");
    numbers_call last = (numbers_call)(void *)GetProcAddress(dll, "flat_last");
    if (!numbers || !last)
        return;
    say("a DLL at its own place: %s; numbers %d, %d; address %s\r\n",
        dll == GetModuleHandleA(NULL) ? "yes" : "no", numbers()[0], *last(),
        last() == numbers() + 1499 ? "right" : "wrong");
    say("unloaded: %d\r\n", FreeLibrary(dll));
}

/* The file's pages are the same for both, what was changed is not. */
static void again(char *command)
{
    STARTUPINFOA startup = {.cb = sizeof startup};
    PROCESS_INFORMATION process;
    DWORD code = 0;
    if (!CreateProcessA(NULL, command, NULL, NULL, FALSE, 0, NULL, NULL, &startup, &process))
        return;
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    say("another one saw %lu and %d here\r\n", code, written[0]);
}

void mainCRTStartup(void)
{
    static char command[] = "C:\\PROGRAMS\\flat.exe again";
    int length = lstrlenA(GetCommandLineA());
    if (lstrcmpA(GetCommandLineA() + length - 5, "again") == 0)
        ExitProcess((UINT)(10 * ((volatile int *)constant)[0] + written[0]));
    change();
    protect();
    relocated();
    again(command);
    ExitProcess(0);
}
