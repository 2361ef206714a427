/*
 * Handles and system calls that succeed, fail, and are none at all, one of each. What must be seen: each call
 * with its arguments and its return with results, and every handle from its making to its end.
 */
#include <windows.h>

enum service {
#define SERVICE(nt_name, name, arguments) NUMBER_OF_##nt_name,
#include "../../sched/service/services.def"
};
#define NO_SERVICE 0x1234

/* Calls with `arguments` where they lie, readable or not. */
static unsigned call(unsigned number, const void *arguments)
{
    unsigned status;
    __asm__ volatile("int $0x2e" : "=a"(status) : "a"(number), "d"(arguments) : "ecx", "memory");
    return status;
}

static int answer(BOOL ok)
{
    const char *text = ok ? "as it should be\n" : "WRONG\n";
    DWORD written;
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), text, lstrlenA(text), &written, NULL);
    return !ok;
}

int main(void)
{
    unsigned now[2] = {0}, place = (unsigned)now, nowhere = 0;
    unsigned unknown = call(NO_SERVICE, &place);
    unsigned unreadable = call(NUMBER_OF_NtClose, NULL);
    unsigned told = call(NUMBER_OF_NtQuerySystemTime, &place);
    unsigned refused = call(NUMBER_OF_NtQuerySystemTime, &nowhere);

    HANDLE self = GetCurrentProcess(), event = CreateEventA(NULL, TRUE, FALSE, NULL), twin;
    DuplicateHandle(self, event, self, &twin, SYNCHRONIZE, TRUE, 0);
    SetHandleInformation(twin, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
    BOOL kept = !CloseHandle(twin);
    SetHandleInformation(twin, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0);
    BOOL closed = CloseHandle(twin);
    return answer(unknown == 0xc000001c && unreadable == 0xc0000005 && told == 0 && now[1] != 0 &&
                  refused == 0xc0000005 && kept && closed);
}
