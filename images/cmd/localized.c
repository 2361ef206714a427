#include "images/cmd/localized.h"

#include "images/cmd/arena.h"
#include "images/cmd/out.h"
#include "images/cmd/shell.h"
#include "images/cmd/win.h"

struct saved {
    WCHAR *environment; /* as Windows gives it */
    WCHAR folder[PATH_MOST];
    bool delayed;
};

static struct saved *saved[LOCALIZED_DEEPEST];
static unsigned depth;

unsigned localized_depth(void)
{
    return depth;
}

bool localized_begin(void)
{
    if (depth == LOCALIZED_DEEPEST) {
        out_wrong("Maximum setlocal recursion level reached.");
        return false;
    }
    struct saved *now = memory_take(sizeof *now);
    if (!now)
        arena_exhausted();
    now->environment = GetEnvironmentStringsW();
    GetCurrentDirectoryW(PATH_MOST, now->folder);
    now->delayed = shell_delayed();
    saved[depth++] = now;
    return true;
}

/* The text up to the `=` that ends its name, which may begin with one. */
static WCHAR *name_of(const WCHAR *entry, const WCHAR **value)
{
    int length = 1;
    while (entry[length] && entry[length] != '=')
        length++;
    WCHAR *name = arena_take(((size_t)length + 1) * sizeof *name);
    CopyMemory(name, entry, (size_t)length * sizeof *name);
    *value = entry + length + (entry[length] != 0);
    return name;
}

/* All of what there is goes, and all of what there was comes back. */
static void environment_restore(const WCHAR *was)
{
    const WCHAR *value;
    WCHAR *now = GetEnvironmentStringsW();
    struct arena_mark mark = arena_mark();
    for (const WCHAR *entry = now; *entry; entry += lstrlenW(entry) + 1)
        SetEnvironmentVariableW(name_of(entry, &value), NULL);
    for (const WCHAR *entry = was; *entry; entry += lstrlenW(entry) + 1) {
        const WCHAR *name = name_of(entry, &value);
        SetEnvironmentVariableW(name, value);
    }
    arena_release(mark);
    FreeEnvironmentStringsW(now);
}

void localized_end(void)
{
    if (!depth)
        return;
    struct saved *was = saved[--depth];
    environment_restore(was->environment);
    SetCurrentDirectoryW(was->folder);
    shell_delayed_set(was->delayed);
    FreeEnvironmentStringsW(was->environment);
    memory_give(was);
}

void localized_end_all(unsigned to)
{
    while (depth > to)
        localized_end();
}
