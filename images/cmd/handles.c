#include "images/cmd/handles.h"

static HANDLE handles[HANDLES];

static const DWORD standard[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
#define STANDARD (sizeof standard / sizeof standard[0])

void handles_attach(void)
{
    for (unsigned i = 0; i < STANDARD; i++)
        handles[i] = GetStdHandle(standard[i]);
}

HANDLE handle_of(unsigned number)
{
    return handles[number];
}

void handle_set(unsigned number, HANDLE handle)
{
    handles[number] = handle;
    if (number < STANDARD)
        SetStdHandle(standard[number], handle);
}
