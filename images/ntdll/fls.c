#include "images/ntdll/fls.h"
#include "images/ntdll/critsect.h"
#include "images/ntdll/heap.h"
#include "images/ntdll/list.h"
#include "images/ntdll/teb.h"

/* The values of one fiber. */
struct fls {
    LIST_ENTRY links;
    ULONG next; /* the first index that has not been told of the end of this fiber */
    void *slots[FLS_SLOTS];
};

enum use { UNUSED, USED, CLOSING };

/* Under the lock of the PEB, which RtlExitUserProcess holds while it ends the other threads. */
static struct {
    enum use use;
    PFLS_CALLBACK_FUNCTION callback;
} indexes[FLS_SLOTS];
static LIST_ENTRY holders = {&holders, &holders};
static ULONG holder_count;

static void lock(void)
{
    RtlEnterCriticalSection(peb()->FastPebLock);
}

static void unlock(void)
{
    RtlLeaveCriticalSection(peb()->FastPebLock);
}

static void append(struct fls *data)
{
    list_append(&holders, &data->links);
    holder_count++;
}

static void unlink(struct fls *data)
{
    list_unlink(&data->links);
    holder_count--;
}

static bool is_index(ULONG index)
{
    return index > 0 && index < FLS_SLOTS;
}

static ULONG index_take(PFLS_CALLBACK_FUNCTION callback)
{
    ULONG index = 1;
    while (index < FLS_SLOTS && indexes[index].use != UNUSED)
        index++;
    if (index < FLS_SLOTS) {
        indexes[index].use = USED;
        indexes[index].callback = callback;
    }
    return index;
}

NTSTATUS NTAPI RtlFlsAlloc(PFLS_CALLBACK_FUNCTION callback, ULONG *index)
{
    lock();
    ULONG taken = index_take(callback);
    unlock();
    if (taken == FLS_SLOTS)
        return STATUS_NO_MEMORY;
    *index = taken;
    return STATUS_SUCCESS;
}

/* A value of the index, taken out, or null: there is none any more, and the index can be used again. Who was
 * looked at goes to the end of the list, so that all calls together pass over each fiber twice at most. A
 * fiber that ends and is past the index has told of it. */
static void *value_take(ULONG index)
{
    void *value = NULL;
    lock();
    for (ULONG left = holder_count; left && !value; left--) {
        struct fls *data = CONTAINING_RECORD(holders.Flink, struct fls, links);
        unlink(data);
        append(data);
        if (index < data->next)
            continue;
        value = data->slots[index];
        data->slots[index] = NULL;
    }
    if (!value)
        indexes[index].use = UNUSED;
    unlock();
    return value;
}

static bool index_close(ULONG index)
{
    lock();
    bool closes = is_index(index) && indexes[index].use == USED;
    if (closes)
        indexes[index].use = CLOSING;
    unlock();
    return closes;
}

NTSTATUS NTAPI RtlFlsFree(ULONG index)
{
    void *value;
    if (!index_close(index))
        return STATUS_INVALID_PARAMETER;
    PFLS_CALLBACK_FUNCTION callback = indexes[index].callback;
    while ((value = value_take(index)))
        if (callback)
            callback(value);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlFlsGetValue(ULONG index, void **value)
{
    if (!is_index(index))
        return STATUS_INVALID_PARAMETER;
    const struct fls *data = teb()->FlsData;
    *value = data ? data->slots[index] : NULL;
    return STATUS_SUCCESS;
}

static struct fls *data_make(void)
{
    struct fls *data = RtlAllocateHeap(peb()->ProcessHeap, HEAP_ZERO_MEMORY, sizeof *data);
    if (!data)
        return NULL;
    data->next = 1;
    lock();
    append(data);
    unlock();
    teb()->FlsData = data;
    return data;
}

NTSTATUS NTAPI RtlFlsSetValue(ULONG index, void *value)
{
    if (!is_index(index))
        return STATUS_INVALID_PARAMETER;
    struct fls *data = teb()->FlsData;
    if (!data && !(data = data_make()))
        return STATUS_NO_MEMORY;
    data->slots[index] = value;
    return STATUS_SUCCESS;
}

/* From now on the index counts as told. */
static PFLS_CALLBACK_FUNCTION next_callback(struct fls *data, ULONG *index)
{
    lock();
    *index = data->next++;
    PFLS_CALLBACK_FUNCTION callback = indexes[*index].use != UNUSED ? indexes[*index].callback : NULL;
    unlock();
    return callback;
}

/* A function that ends the thread itself comes here again, and finds the next index. */
static void tell(struct fls *data)
{
    while (data->next < FLS_SLOTS) {
        ULONG index;
        PFLS_CALLBACK_FUNCTION callback = next_callback(data, &index);
        if (callback && data->slots[index])
            callback(data->slots[index]);
        data->slots[index] = NULL;
    }
}

void NTAPI RtlProcessFlsData(struct fls *data, ULONG flags)
{
    if (!data)
        return;
    if (flags & FLS_TELL)
        tell(data);
    if (!(flags & FLS_RELEASE))
        return;
    lock();
    unlink(data);
    unlock();
    RtlFreeHeap(peb()->ProcessHeap, 0, data);
}
