/*
 * What a loader must do for a program with DLLs of its own: dll_front.dll needs dll_base.dll, both are linked
 * for the same place, and dll_late.dll comes and goes while the program runs. Ends with the number of things
 * that were wrong.
 */
#include <string.h>
#include <windows.h>

#define LINKED_BASE ((HMODULE)0x62000000) /* dll_base.def, dll_front.def */

__declspec(dllimport) void base_say(const char *format, ...);
__declspec(dllimport) int base_number;
__declspec(dllimport) int base_times(int by);
__declspec(dllimport) const char *base_word(int *number);
__declspec(dllimport) int front_by_number(int value);
__declspec(dllimport) int front_times(int by);
__declspec(dllimport) const char *front_word(void);
__declspec(dllimport) int *front_own(void);

typedef int number_function(int);
typedef const char *word_function(void);

static int wrong;

static void check(const char *what, int right)
{
    base_say("%-42s %s\n", what, right ? "yes" : "NO");
    wrong += !right;
}

static void imports(void)
{
    int number;
    check("a function by its name", base_times(7) == 42);
    check("a function by its number", front_by_number(7) == 43);
    check("a function that is forwarded", front_times(7) == 42);
    check("one that is forwarded is the same one", front_times == base_times);
    base_number = 8;
    check("a variable, seen from both sides", base_times(2) == 16);
    base_number = 6;
    check("pointers in the one", strcmp(base_word(&number), "base") == 0 && number == 7);
    check("pointers in the other", strcmp(front_word(), "front") == 0);
}

static void places(void)
{
    HMODULE base = GetModuleHandleA("dll_base.dll"), front = GetModuleHandleA("DLL_FRONT");
    check("both are found by name", base != NULL && front != NULL);
    check("in different places", base != front);
    check("at most one where it was linked for", base != LINKED_BASE || front != LINKED_BASE);
    check("by name and by number through the handle",
          GetProcAddress(base, "base_times") == (FARPROC)base_times &&
              ((number_function *)GetProcAddress(front, (char *)7))(1) == 7);
    check("forwarded through the handle", GetProcAddress(front, "front_times") == (FARPROC)base_times);
    check("no such name",
          !GetProcAddress(front, "front_by_number") && GetLastError() == ERROR_PROC_NOT_FOUND);
    check("no such DLL", !LoadLibraryA("dll_none.dll") && GetLastError() == ERROR_MOD_NOT_FOUND);
}

static DWORD WINAPI thread(void *expected)
{
    check("a thread has its own copy", *front_own() == *(int *)expected);
    *front_own() = 0;
    return 0;
}

static void run_thread(void)
{
    int expected = 42;
    HANDLE handle = CreateThread(NULL, 0, thread, &expected, 0, NULL);
    WaitForSingleObject(handle, INFINITE);
    CloseHandle(handle);
}

static void while_running(void)
{
    HMODULE late = LoadLibraryA("dll_late");
    check("loaded", late != NULL);
    if (!late)
        return;
    check("loaded again is the same", LoadLibraryA("dll_late.dll") == late);
    check("its function works", strcmp(((word_function *)GetProcAddress(late, "late_word"))(), "front") == 0);
    run_thread();
    check("let go once", FreeLibrary(late) && GetModuleHandleA("dll_late") == late);
    check("let go twice", FreeLibrary(late) && GetModuleHandleA("dll_late") == NULL);
    check("not a third time", !FreeLibrary(late) && GetLastError() == ERROR_MOD_NOT_FOUND);
}

int main(void)
{
    imports();
    places();
    *front_own() = 1;
    run_thread();
    while_running();
    check("the main thread still has its own", *front_own() == 1);
    return wrong;
}
