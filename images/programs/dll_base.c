/*
 * The lowest DLL of the scene `dlls`: the others and the program use it. It is linked for the same place as
 * dll_front.dll, so only one of the two can lie there.
 */
#include <stdarg.h>
#include <stdio.h>
#include <windows.h>

/* Unlike stdio it writes at once and has nothing to flush, so that even the last call of an entry point is
 * seen. */
__declspec(dllexport) void base_say(const char *format, ...)
{
    char line[128];
    DWORD done;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), line, (DWORD)length, &done, NULL);
}

__declspec(dllexport) int base_number = 6;

__declspec(dllexport) int base_times(int by)
{
    return base_number * by;
}

/* Pointers to data and to code: right only when they were relocated with the image. */
static int seven(void)
{
    return 7;
}

static const char *word = "base";
static int (*function)(void) = seven;

__declspec(dllexport) const char *base_word(int *number)
{
    *number = function();
    return word;
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *at_start)
{
    static const char *const reasons[] = {"process detach", "process attach", "thread attach",
                                          "thread detach"};
    (void)instance;
    base_say("base:  %s%s\n", reasons[reason], at_start ? ", with the program" : "");
    return TRUE;
}
