#include "images/kernel32/process_list.h"

SYSTEM_PROCESS_INFORMATION *process_list(void)
{
    ULONG needed = 0x1000;
    for (;;) {
        SYSTEM_PROCESS_INFORMATION *list = allocate(needed);
        if (!list)
            return NULL;
        NTSTATUS status = NtQuerySystemInformation(SystemProcessInformation, list, needed, &needed);
        if (NT_SUCCESS(status))
            return list;
        release(list);
        if (status != STATUS_INFO_LENGTH_MISMATCH) {
            fail(error_of(status));
            return NULL;
        }
    }
}

SYSTEM_PROCESS_INFORMATION *process_list_next(SYSTEM_PROCESS_INFORMATION *entry)
{
    return entry->NextEntryOffset ? (SYSTEM_PROCESS_INFORMATION *)((char *)entry + entry->NextEntryOffset)
                                  : NULL;
}
