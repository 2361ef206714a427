/*
 * The middle DLL of the scene `dlls`: uses dll_base.dll and forwards to it, exports a function by number
 * alone (dll_front.def), and has a piece of memory for each thread, with a callback.
 */
#include <windows.h>

__declspec(dllimport) void base_say(const char *format, ...);
__declspec(dllimport) int base_times(int by);

int front_by_number(int value)
{
    return base_times(value) + 1;
}

static const char *word = "front";

const char *front_word(void)
{
    return word;
}

/* What __declspec(thread) does, in gcc's words: the template lies between the linker's _tls_start and
 * _tls_end, each thread's copy is found through the TEB (offset 2c). */
extern ULONG _tls_index;
extern char _tls_start;
static __attribute__((section(".tls$F"))) int each_threads_own = 40;

int *front_own(void)
{
    char **copies;
    __asm__("movl %%fs:0x2c, %0" : "=r"(copies));
    return (int *)(copies[_tls_index] + ((char *)&each_threads_own - &_tls_start));
}

static void NTAPI tls_callback(void *instance, DWORD reason, void *at_start)
{
    (void)instance;
    (void)at_start;
    if (reason == DLL_PROCESS_ATTACH || reason == DLL_THREAD_ATTACH)
        *front_own() += 2;
    base_say("front: TLS callback %lu, own number %d\n", reason, *front_own());
}

static __attribute__((section(".CRT$XLF"), used)) PIMAGE_TLS_CALLBACK callback = tls_callback;

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, void *at_start)
{
    static const char *const reasons[] = {"process detach", "process attach", "thread attach",
                                          "thread detach"};
    (void)instance;
    base_say("front: %s%s\n", reasons[reason], at_start ? ", with the program" : "");
    return TRUE;
}
