/* What the arena stands on. */
#include "images/cmd/arena.h"
#include "images/cmd/win.h"

#include "images/cmd/handles.h"

void *memory_take(size_t bytes)
{
    return HeapAlloc(GetProcessHeap(), 0, bytes);
}

void memory_give(void *block)
{
    HeapFree(GetProcessHeap(), 0, block);
}

void arena_exhausted(void)
{
    static const char text[] = "Not enough storage is available to process this command.\r\n";
    DWORD done;
    WriteFile(handle_of(2), text, sizeof text - 1, &done, NULL);
    ExitProcess(1);
}
