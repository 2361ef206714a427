#include "images/cmd/redirect.h"

#include "images/cmd/arena.h"
#include "images/cmd/handles.h"
#include "images/cmd/out.h"
#include "images/cmd/run.h"
#include "images/cmd/words.h"

struct redirected {
    struct redirected *before;
    unsigned number;
    HANDLE old;
    HANDLE opened; /* null: nothing to close */
};

static HANDLE open_target(const struct redirect *redirect, const char *name)
{
    SECURITY_ATTRIBUTES inherited = {.nLength = sizeof inherited, .bInheritHandle = TRUE};
    bool reads = redirect->kind == REDIRECT_IN;
    DWORD how = reads ? OPEN_EXISTING : redirect->kind == REDIRECT_APPEND ? OPEN_ALWAYS : CREATE_ALWAYS;
    HANDLE file = CreateFileW(wide(name), reads ? GENERIC_READ : GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_DELETE | (reads ? FILE_SHARE_WRITE : 0),
                              &inherited, how, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file != INVALID_HANDLE_VALUE && redirect->kind == REDIRECT_APPEND)
        SetFilePointer(file, 0, NULL, FILE_END);
    return file;
}

/* The handle that this one becomes; INVALID_HANDLE_VALUE, with the last error set, when there is none. */
static HANDLE target(const struct redirect *redirect, const struct loop_value *values)
{
    if (redirect->kind != REDIRECT_COPY)
        return open_target(redirect, words_bare(run_text(redirect->name, values)));
    HANDLE copied = handle_of(redirect->copied);
    SetLastError(ERROR_INVALID_HANDLE);
    return copied ? copied : INVALID_HANDLE_VALUE;
}

bool redirect_apply(const struct redirect *list, const struct loop_value *values, struct redirected **undo)
{
    for (*undo = NULL; list; list = list->next) {
        HANDLE handle = target(list, values);
        if (handle == INVALID_HANDLE_VALUE) {
            DWORD error = GetLastError();
            redirect_undo(*undo);
            *undo = NULL;
            out_error(error);
            return false;
        }
        struct redirected *entry = arena_take(sizeof *entry);
        *entry = (struct redirected){*undo, list->handle, handle_of(list->handle),
                                     list->kind == REDIRECT_COPY ? NULL : handle};
        *undo = entry;
        out_flush();
        handle_set(list->handle, handle);
    }
    return true;
}

void redirect_undo(struct redirected *undo)
{
    out_flush();
    for (; undo; undo = undo->before) {
        handle_set(undo->number, undo->old);
        if (undo->opened)
            CloseHandle(undo->opened);
    }
}
