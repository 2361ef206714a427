/* A DLL of the scene `dlls` that the program loads while it runs, and lets go again. */
#include <windows.h>

__declspec(dllimport) void base_say(const char *format, ...);
__declspec(dllimport) const char *front_word(void);

__declspec(dllexport) const char *late_word(void)
{
    return front_word();
}

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *at_start)
{
    static const char *const reasons[] = {"process detach", "process attach", "thread attach",
                                          "thread detach"};
    (void)instance;
    base_say("late:  %s%s\n", reasons[reason], at_start ? ", with the program" : "");
    return TRUE;
}
