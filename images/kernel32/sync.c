/*
 * Events, mutexes and semaphores.
 */
#include "images/kernel32/ansi.h"
#include "images/kernel32/handle.h"
#include "images/kernel32/object_name.h"
#include "images/ntdll/nt_sync.h"

HANDLE WINAPI CreateEventExW(LPSECURITY_ATTRIBUTES security, LPCWSTR name, DWORD flags, DWORD access)
{
    struct object_name object;
    HANDLE event;
    if (flags & ~(DWORD)(CREATE_EVENT_MANUAL_RESET | CREATE_EVENT_INITIAL_SET)) {
        fail(ERROR_INVALID_PARAMETER);
        return NULL;
    }
    if (!object_name_make(&object, name, OBJ_OPENIF | handle_attributes(security)))
        return NULL;
    NTSTATUS status =
        NtCreateEvent(&event, access, &object.attributes,
                      flags & CREATE_EVENT_MANUAL_RESET ? NotificationEvent : SynchronizationEvent,
                      (flags & CREATE_EVENT_INITIAL_SET) != 0);
    return object_result(status, &event);
}

HANDLE WINAPI CreateEventW(LPSECURITY_ATTRIBUTES security, WINBOOL manual, WINBOOL signalled, LPCWSTR name)
{
    DWORD flags = (manual ? CREATE_EVENT_MANUAL_RESET : 0) | (signalled ? CREATE_EVENT_INITIAL_SET : 0);
    return CreateEventExW(security, name, flags, EVENT_ALL_ACCESS);
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES security, WINBOOL manual, WINBOOL signalled, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE event = CreateEventW(security, manual, signalled, wide);
    release(wide);
    return event;
}

HANDLE WINAPI OpenEventW(DWORD access, WINBOOL inherit, LPCWSTR name)
{
    struct object_name object;
    HANDLE event;
    if (!object_name_open(&object, name, inherit))
        return NULL;
    return object_result(NtOpenEvent(&event, access, &object.attributes), &event);
}

HANDLE WINAPI OpenEventA(DWORD access, WINBOOL inherit, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE event = OpenEventW(access, inherit, wide);
    release(wide);
    return event;
}

WINBOOL WINAPI SetEvent(HANDLE event)
{
    return result(NtSetEvent(event, NULL));
}

WINBOOL WINAPI ResetEvent(HANDLE event)
{
    return result(NtClearEvent(event));
}

WINBOOL WINAPI PulseEvent(HANDLE event)
{
    return result(NtPulseEvent(event, NULL));
}

HANDLE WINAPI CreateMutexW(LPSECURITY_ATTRIBUTES security, WINBOOL owned, LPCWSTR name)
{
    struct object_name object;
    HANDLE mutex;
    if (!object_name_make(&object, name, OBJ_OPENIF | handle_attributes(security)))
        return NULL;
    return object_result(NtCreateMutant(&mutex, MUTANT_ALL_ACCESS, &object.attributes, (BOOLEAN)owned),
                         &mutex);
}

HANDLE WINAPI CreateMutexA(LPSECURITY_ATTRIBUTES security, WINBOOL owned, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE mutex = CreateMutexW(security, owned, wide);
    release(wide);
    return mutex;
}

HANDLE WINAPI OpenMutexW(DWORD access, WINBOOL inherit, LPCWSTR name)
{
    struct object_name object;
    HANDLE mutex;
    if (!object_name_open(&object, name, inherit))
        return NULL;
    return object_result(NtOpenMutant(&mutex, access, &object.attributes), &mutex);
}

HANDLE WINAPI OpenMutexA(DWORD access, WINBOOL inherit, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE mutex = OpenMutexW(access, inherit, wide);
    release(wide);
    return mutex;
}

WINBOOL WINAPI ReleaseMutex(HANDLE mutex)
{
    return result(NtReleaseMutant(mutex, NULL));
}

HANDLE WINAPI CreateSemaphoreW(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum, LPCWSTR name)
{
    struct object_name object;
    HANDLE semaphore;
    if (!object_name_make(&object, name, OBJ_OPENIF | handle_attributes(security)))
        return NULL;
    NTSTATUS status =
        NtCreateSemaphore(&semaphore, SEMAPHORE_ALL_ACCESS, &object.attributes, initial, maximum);
    return object_result(status, &semaphore);
}

HANDLE WINAPI CreateSemaphoreA(LPSECURITY_ATTRIBUTES security, LONG initial, LONG maximum, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE semaphore = CreateSemaphoreW(security, initial, maximum, wide);
    release(wide);
    return semaphore;
}

HANDLE WINAPI OpenSemaphoreW(DWORD access, WINBOOL inherit, LPCWSTR name)
{
    struct object_name object;
    HANDLE semaphore;
    if (!object_name_open(&object, name, inherit))
        return NULL;
    return object_result(NtOpenSemaphore(&semaphore, access, &object.attributes), &semaphore);
}

HANDLE WINAPI OpenSemaphoreA(DWORD access, WINBOOL inherit, LPCSTR name)
{
    WCHAR *wide;
    if (!wide_from_ansi(&wide, name))
        return NULL;
    HANDLE semaphore = OpenSemaphoreW(access, inherit, wide);
    release(wide);
    return semaphore;
}

WINBOOL WINAPI ReleaseSemaphore(HANDLE semaphore, LONG count, LPLONG previous)
{
    return result(NtReleaseSemaphore(semaphore, count, previous));
}
