/*
 * More kernel objects than the pool's first megabyte holds, then the same again; and large blocks one after
 * the other. What must be seen: the end of the log says that nothing is left. The same under Windows.
 */
#include <stdio.h>
#include <windows.h>

#define OBJECTS 16000

static HANDLE events[OBJECTS];

static int make_and_close(void)
{
    int made = 0;
    for (int i = 0; i < OBJECTS; i++)
        made += (events[i] = CreateEventA(NULL, FALSE, FALSE, NULL)) != NULL;
    for (int i = 0; i < OBJECTS; i++)
        CloseHandle(events[i]);
    return made;
}

int main(void)
{
    static char from[8000], to[8000];
    SIZE_T done = 0, all = 0;
    printf("%d events\n", make_and_close());
    printf("%d events\n", make_and_close());
    for (int i = 0; i < 20000; i++)
        CloseHandle(CreateEventA(NULL, FALSE, FALSE, NULL));
    for (int i = 0; i < 1000; i++) {
        ReadProcessMemory(GetCurrentProcess(), from, to, sizeof to, &done);
        all += done;
    }
    printf("%lu bytes read\n", all);
    return 0;
}
