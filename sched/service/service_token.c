/*
 * Tokens: NtOpenProcessToken and its family (Microsoft: AdjustTokenPrivileges, GetTokenInformation). There is
 * one user, and no thread impersonates another.
 */
#include "sched/service/services.h"

#include "firmware/panic.h"
#include "mmu/usercopy.h"
#include "sched/process/token.h"
#include "sched/service/capture.h"
#include "sched/service/information.h"
#include "sched/service/service.h"

#define MOST_ENTRIES 60u /* NT takes no more */

#define ENTRY_BY_DEFAULT 0x1u
#define ENTRY_ENABLED    0x2u
#define ENTRY_REMOVED    0x4u

/* NT's TOKEN_INFORMATION_CLASS, as far as it is here. */
enum {
    TOKEN_PRIVILEGES = 3,
    TOKEN_TYPE = 8,
    TOKEN_SESSION_ID = 12,
    TOKEN_ELEVATION_TYPE = 18,
    TOKEN_ELEVATION = 20,
    TOKEN_INFORMATIONS = 29 /* NT 6.1's MaxTokenInfoClass */
};

/* TOKEN_PRIVILEGES: NT's structures. */
struct entry {
    uint32_t low, high, attributes;
};

struct list {
    uint32_t count;
    struct entry entries[MOST_ENTRIES];
};

static uint32_t list_bytes(uint32_t count)
{
    return (uint32_t)(offsetof(struct list, entries) + count * sizeof(struct entry));
}

/* ---- open ---- */

ntstatus nt_open_process_token(const struct nt_open_process_token *a)
{
    struct process *process;
    struct object *token;
    ntstatus status = capture_process(a->process, PROCESS_QUERY_LIMITED, &process);
    if (!status_ok(status))
        return status;
    status = token_open(process, &token);
    object_dereference(&process->object);
    return status_ok(status) ? return_handle(token, a->access, 0, a->out) : status;
}

/* A thread has a token of its own only while it impersonates somebody. */
ntstatus nt_open_thread_token(const struct nt_open_thread_token *a)
{
    struct thread_object *thread;
    ntstatus status = capture_thread(a->thread, THREAD_QUERY_LIMITED, &thread);
    if (!status_ok(status))
        return status;
    object_dereference(&thread->object);
    return STATUS_NO_TOKEN;
}

static ntstatus process_of_token(uint32_t handle, uint32_t access, struct process **process)
{
    struct object *object;
    ntstatus status = capture_object(handle, &token_type, access, &object, NULL);
    if (!status_ok(status))
        return status;
    *process = ((struct token *)object)->process;
    object_reference(&(*process)->object);
    object_dereference(object);
    return status;
}

/* ---- adjust ---- */

static uint32_t attributes_of(const struct privileges *privileges, uint32_t number)
{
    uint64_t bit = PRIVILEGE_BIT(number);
    return (privileges->enabled & bit ? ENTRY_ENABLED : 0) |
           (PRIVILEGES_BY_DEFAULT & bit ? ENTRY_BY_DEFAULT : 0);
}

static void adjust_entry(struct privileges *privileges, const struct entry *entry)
{
    uint64_t bit = PRIVILEGE_BIT(entry->low);
    privileges->enabled &= ~bit;
    if (entry->attributes & ENTRY_REMOVED)
        privileges->held &= ~bit;
    else if (entry->attributes & ENTRY_ENABLED)
        privileges->enabled |= bit;
}

static bool is_held(const struct privileges *privileges, const struct entry *entry)
{
    return entry->high == 0 && entry->low >= PRIVILEGE_FIRST && entry->low <= PRIVILEGE_LAST &&
           (privileges->held & PRIVILEGE_BIT(entry->low));
}

/* How they are once the list is obeyed; what is not held is passed over, and said. */
static ntstatus adjusted(struct privileges *privileges, const struct list *wanted)
{
    ntstatus status = STATUS_SUCCESS;
    for (uint32_t i = 0; i < wanted->count; i++)
        if (is_held(privileges, &wanted->entries[i]))
            adjust_entry(privileges, &wanted->entries[i]);
        else
            status = STATUS_NOT_ALL_ASSIGNED;
    return status;
}

/* What differs, as it was: the list that undoes it. */
static void list_changes(const struct privileges *before, const struct privileges *after, struct list *list)
{
    uint64_t changed = (before->held ^ after->held) | (before->enabled ^ after->enabled);
    list->count = 0;
    for (uint32_t i = PRIVILEGE_FIRST; i <= PRIVILEGE_LAST; i++)
        if (changed & PRIVILEGE_BIT(i))
            list->entries[list->count++] = (struct entry){i, 0, attributes_of(before, i)};
}

static ntstatus capture_list(uint32_t address, struct list *list)
{
    ntstatus status = information_aligned(address, sizeof list->count);
    if (status_ok(status))
        status = user_read(&list->count, address, sizeof list->count);
    if (!status_ok(status))
        return status;
    if (list->count > MOST_ENTRIES)
        return STATUS_INVALID_PARAMETER;
    return user_read(list->entries, address + list_bytes(0), list->count * (uint32_t)sizeof list->entries[0]);
}

/* Nothing is changed if the caller has no room to be told what was. */
static ntstatus tell_changes(const struct nt_adjust_privileges_token *a, const struct list *changes)
{
    uint32_t bytes = list_bytes(changes->count);
    if (!a->previous)
        return STATUS_SUCCESS;
    ntstatus status = user_write32(a->returned, bytes);
    if (!status_ok(status))
        return status;
    return a->bytes >= bytes ? user_write(a->previous, changes, bytes) : STATUS_BUFFER_TOO_SMALL;
}

static ntstatus changed(const struct nt_adjust_privileges_token *a, struct privileges *privileges,
                        const struct list *wanted)
{
    if ((a->disable_all & 0xff) == 0)
        return adjusted(privileges, wanted);
    privileges->enabled = 0;
    return STATUS_SUCCESS;
}

/* How they were is told first, which may wait; if they are not so any more, all is done anew. */
static ntstatus adjust(const struct nt_adjust_privileges_token *a, struct process *process,
                       const struct list *wanted)
{
    struct privileges before, after;
    struct list changes;
    ntstatus status, told;
    do {
        before = after = process->privileges;
        status = changed(a, &after, wanted);
        list_changes(&before, &after, &changes);
        told = tell_changes(a, &changes);
        if (!status_ok(told))
            return told;
    } while (!privileges_equal(&process->privileges, &before));
    process->privileges = after;
    return status;
}

ntstatus nt_adjust_privileges_token(const struct nt_adjust_privileges_token *a)
{
    struct list wanted = {0};
    struct process *process;
    bool disable_all = (a->disable_all & 0xff) != 0;
    uint32_t rights = TOKEN_RIGHT_ADJUST_PRIVILEGES | (a->previous ? TOKEN_RIGHT_QUERY : 0);
    if (!disable_all && !a->state)
        return STATUS_INVALID_PARAMETER;
    ntstatus status = disable_all ? STATUS_SUCCESS : capture_list(a->state, &wanted);
    if (status_ok(status))
        status = process_of_token(a->token, rights, &process);
    if (!status_ok(status))
        return status;
    status = adjust(a, process, &wanted);
    object_dereference(&process->object);
    return status;
}

/* ---- query ---- */

/* Of tokens too little room is another status than of all else. */
static ntstatus give(const struct nt_query_information_token *a, const void *data, uint32_t bytes)
{
    ntstatus status = user_write32(a->returned, bytes);
    if (!status_ok(status))
        return status;
    if (a->bytes < bytes)
        return STATUS_BUFFER_TOO_SMALL;
    status = information_aligned(a->out, bytes);
    return status_ok(status) ? user_write(a->out, data, bytes) : status;
}

static ntstatus give_privileges(const struct nt_query_information_token *a,
                                const struct privileges *privileges)
{
    struct list list = {0};
    for (uint32_t i = PRIVILEGE_FIRST; i <= PRIVILEGE_LAST; i++)
        if (privileges->held & PRIVILEGE_BIT(i))
            list.entries[list.count++] = (struct entry){i, 0, attributes_of(privileges, i)};
    return give(a, &list, list_bytes(list.count));
}

static ntstatus give_number(const struct nt_query_information_token *a, uint32_t number)
{
    return give(a, &number, sizeof number);
}

static ntstatus give_class(const struct nt_query_information_token *a, const struct process *process)
{
    switch (a->information_class) {
    case TOKEN_PRIVILEGES:
        return give_privileges(a, &process->privileges);
    case TOKEN_TYPE:
        return give_number(a, 1); /* primary */
    case TOKEN_SESSION_ID:
        return give_number(a, 0);
    case TOKEN_ELEVATION_TYPE:
        return give_number(a, 1); /* the only one that its user has */
    case TOKEN_ELEVATION:
        return give_number(a, 1);
    default:
        return information_missing(a->information_class, TOKEN_INFORMATIONS, "NtQueryInformationToken:class");
    }
}

ntstatus nt_query_information_token(const struct nt_query_information_token *a)
{
    struct process *process;
    ntstatus status = process_of_token(a->token, TOKEN_RIGHT_QUERY, &process);
    if (!status_ok(status))
        return status;
    status = give_class(a, process);
    object_dereference(&process->object);
    return status;
}
