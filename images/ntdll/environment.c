#include "images/ntdll/environment.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/memory.h"
#include "images/ntdll/string.h"
#include "images/ntdll/teb.h"

static const WCHAR empty_environment[2];

/* The block that a caller means: his own, or with a null pointer the process's. */
static const WCHAR *block_of(const WCHAR *environment)
{
    if (!environment)
        environment = peb()->ProcessParameters->Environment;
    return environment ? environment : empty_environment;
}

SIZE_T environment_bytes(const WCHAR *environment)
{
    const WCHAR *end = environment;
    while (*end)
        end += wcslen(end) + 1;
    return (SIZE_T)(end - environment + (end == environment ? 2 : 1)) * sizeof *end;
}

/* The name of an entry ends at the first '=' that is not its first character: "=C:=C:\" is the variable
 * "=C:". */
static UNICODE_STRING entry_name(const WCHAR *entry)
{
    const WCHAR *equals = *entry ? wcschr(entry + 1, '=') : NULL;
    size_t length = equals ? (size_t)(equals - entry) : wcslen(entry);
    return (UNICODE_STRING){length * sizeof *entry, length * sizeof *entry, (WCHAR *)entry};
}

/* The entry of a variable in `environment`, or its end. */
static const WCHAR *entry_find(const WCHAR *environment, const UNICODE_STRING *name)
{
    for (; *environment; environment += wcslen(environment) + 1) {
        UNICODE_STRING candidate = entry_name(environment);
        if (RtlEqualUnicodeString(&candidate, name, TRUE))
            break;
    }
    return environment;
}

/* The value of a variable, as a string in the environment; false if it is not set. */
static bool value_find(const WCHAR *environment, const UNICODE_STRING *name, UNICODE_STRING *value)
{
    const WCHAR *entry = entry_find(block_of(environment), name);
    if (!*entry)
        return false;
    const WCHAR *text = entry + name->Length / sizeof(WCHAR);
    RtlInitUnicodeString(value, *text == '=' ? text + 1 : text);
    return true;
}

NTSTATUS NTAPI RtlQueryEnvironmentVariable_U(void *environment, const UNICODE_STRING *name,
                                             UNICODE_STRING *value)
{
    UNICODE_STRING found;
    NTSTATUS status = STATUS_SUCCESS;
    RtlEnterCriticalSection(peb()->FastPebLock);
    if (!name->Length || !value_find(environment, name, &found)) {
        status = STATUS_VARIABLE_NOT_FOUND;
    } else if (found.Length > value->MaximumLength) {
        status = STATUS_BUFFER_TOO_SMALL;
        value->Length = found.Length;
    } else {
        RtlCopyUnicodeString(value, &found);
    }
    RtlLeaveCriticalSection(peb()->FastPebLock);
    return status;
}

/* The block that is current, replaced. The first one belongs to the process parameters, later ones to the
 * heap. */
static void environment_replace(WCHAR *fresh, SIZE_T bytes)
{
    static WCHAR *owned;
    RTL_USER_PROCESS_PARAMETERS *parameters = peb()->ProcessParameters;
    RtlFreeHeap(peb()->ProcessHeap, 0, owned);
    owned = fresh;
    parameters->Environment = fresh;
    parameters->EnvironmentSize = bytes;
}

/* A new block: the old one without `entry`, and at its end name=value if there is a value. Null without
 * memory. */
static WCHAR *environment_rebuild(const WCHAR *old, const WCHAR *entry, const UNICODE_STRING *name,
                                  const UNICODE_STRING *value, SIZE_T *size)
{
    SIZE_T before = (SIZE_T)(entry - old) * sizeof(WCHAR);
    const WCHAR *behind = *entry ? entry + wcslen(entry) + 1 : entry;
    SIZE_T after = *behind ? environment_bytes(behind) - sizeof(WCHAR) : 0;
    SIZE_T added = value ? name->Length + value->Length + 2 * sizeof(WCHAR) : 0;
    SIZE_T bytes = before + after + added + 2 * sizeof(WCHAR);
    char *fresh = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, bytes);
    if (!fresh)
        return NULL;
    memcpy(fresh, old, before);
    memcpy(fresh + before, behind, after);
    if (value) {
        char *at = fresh + before + after;
        memcpy(at, name->Buffer, name->Length);
        *(WCHAR *)(at + name->Length) = '=';
        memcpy(at + name->Length + sizeof(WCHAR), value->Buffer, value->Length);
    }
    *size = bytes;
    return (WCHAR *)fresh;
}

/* Puts the block with the change where the caller has his, or in the process's place. */
static NTSTATUS variable_set(WCHAR **environment, const UNICODE_STRING *name, const UNICODE_STRING *value)
{
    const WCHAR *old = block_of(environment ? *environment : NULL), *entry = entry_find(old, name);
    SIZE_T bytes;
    if (!*entry && !value) /* what is not there need not be deleted */
        return STATUS_SUCCESS;
    WCHAR *fresh = environment_rebuild(old, entry, name, value, &bytes);
    if (!fresh)
        return STATUS_NO_MEMORY;
    if (environment) {
        RtlDestroyEnvironment(*environment);
        *environment = fresh;
    } else {
        environment_replace(fresh, bytes);
    }
    return STATUS_SUCCESS;
}

static bool name_good(const UNICODE_STRING *name)
{
    for (USHORT i = 1; i < name->Length / sizeof(WCHAR); i++)
        if (name->Buffer[i] == '=')
            return false;
    return name->Length > 0;
}

NTSTATUS NTAPI RtlSetEnvironmentVariable(WCHAR **environment, const UNICODE_STRING *name,
                                         const UNICODE_STRING *value)
{
    if (!name_good(name))
        return STATUS_INVALID_PARAMETER;
    RtlEnterCriticalSection(peb()->FastPebLock);
    NTSTATUS status = variable_set(environment, name, value && value->Buffer ? value : NULL);
    RtlLeaveCriticalSection(peb()->FastPebLock);
    return status;
}

/* If `in` begins with %NAME% of a variable that is set: its value, and the length of what it replaces. */
static bool reference_at(const WCHAR *environment, const WCHAR *in, size_t length, UNICODE_STRING *value,
                         size_t *used)
{
    size_t end = 1;
    if (in[0] != '%')
        return false;
    while (end < length && in[end] != '%')
        end++;
    UNICODE_STRING name = {(end - 1) * sizeof *in, (end - 1) * sizeof *in, (WCHAR *)in + 1};
    if (end == length || end == 1 || !value_find(environment, &name, value))
        return false;
    *used = end + 1;
    return true;
}

NTSTATUS NTAPI RtlExpandEnvironmentStrings_U(void *environment, const UNICODE_STRING *in, UNICODE_STRING *out,
                                             ULONG *needed)
{
    size_t length = in->Length / sizeof(WCHAR), room = out->MaximumLength / sizeof(WCHAR), total = 0;
    RtlEnterCriticalSection(peb()->FastPebLock);
    for (size_t i = 0; i < length;) {
        UNICODE_STRING piece = {sizeof(WCHAR), sizeof(WCHAR), in->Buffer + i};
        size_t used = 1;
        reference_at(environment, in->Buffer + i, length - i, &piece, &used);
        for (size_t k = 0; k < piece.Length / sizeof(WCHAR); k++, total++)
            if (total < room)
                out->Buffer[total] = piece.Buffer[k];
        i += used;
    }
    RtlLeaveCriticalSection(peb()->FastPebLock);
    if (needed)
        *needed = (total + 1) * sizeof(WCHAR);
    if (total >= room)
        return STATUS_BUFFER_TOO_SMALL;
    out->Buffer[total] = 0;
    out->Length = (USHORT)(total * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlCreateEnvironment(BOOLEAN copy_current, WCHAR **out)
{
    RtlEnterCriticalSection(peb()->FastPebLock);
    const WCHAR *source = copy_current ? block_of(NULL) : empty_environment;
    SIZE_T bytes = environment_bytes(source);
    *out = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, bytes);
    if (*out && *source)
        memcpy(*out, source, bytes);
    RtlLeaveCriticalSection(peb()->FastPebLock);
    return *out ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS NTAPI RtlDestroyEnvironment(WCHAR *environment)
{
    RtlFreeHeap(peb()->ProcessHeap, 0, environment);
    return STATUS_SUCCESS;
}
