#include "sched/process/token.h"

#include "firmware/panic.h"
#include "mmu/pool.h"

#define TAG_TOKEN POOL_TAG('T', 'o', 'k', 'e')

static void token_deleted(struct object *object)
{
    struct token *token = (struct token *)object;
    struct process *process = token->process;
    ASSERT(process->token == token);
    process->token = NULL;
    pool_free(token);
    object_dereference(&process->object);
}

const struct object_type token_type = {
    .name = "Token",
    .generic_read = 0x20008,
    .generic_write = 0x200e0,
    .generic_execute = 0x20000,
    .all_access = 0xf01ff,
    .logged = true,
    .deleted = token_deleted,
};

ntstatus token_open(struct process *process, struct object **out)
{
    if (process->token) {
        object_reference(&process->token->object);
    } else {
        struct token *token = pool_alloc(sizeof *token, TAG_TOKEN);
        if (!token)
            return STATUS_INSUFFICIENT_RESOURCES;
        object_start(&token->object, &token_type);
        token->process = process;
        object_reference(&process->object);
        process->token = token;
    }
    *out = &process->token->object;
    return STATUS_SUCCESS;
}

ntstatus token_must_hold(enum privilege number)
{
    return privilege_enabled(&process_current()->privileges, number) ? STATUS_SUCCESS
                                                                     : STATUS_PRIVILEGE_NOT_HELD;
}
