/*
 * The commands that the shell does itself. Each is given what stands behind its name, and returns 0 or what
 * failed, which becomes ERRORLEVEL.
 */
#ifndef IMAGES_CMD_BUILTIN_H
#define IMAGES_CMD_BUILTIN_H

#include <stdbool.h>
#include "images/cmd/words.h"

typedef int builtin(const char *arguments);

/* Text and the environment. */
builtin builtin_echo, builtin_set, builtin_path, builtin_prompt, builtin_setlocal, builtin_endlocal;
builtin builtin_ver, builtin_vol, builtin_date, builtin_time, builtin_pause, builtin_cls, builtin_nothing;

/* Folders. */
builtin builtin_cd, builtin_md, builtin_rd, builtin_pushd, builtin_popd, builtin_dir;

/* Files. */
builtin builtin_type, builtin_copy, builtin_del, builtin_ren, builtin_move;

/* Where to go on. */
builtin builtin_goto, builtin_call, builtin_shift, builtin_exit;

struct builtin_entry {
    const char *name;
    builtin *function; /* null: cmd.exe has it, and this shell has not */
    bool clears;       /* success makes ERRORLEVEL 0; of the others it stays */
};

/* The command that `text` begins with, and where its arguments begin; null: none of ours. */
const struct builtin_entry *builtin_find(const char *text, const char **arguments);

/* The mistakes that many make: each is told, and returns 1. */
int builtin_wrong_syntax(void);
int builtin_wrong_switch(const char *name);

/* Is a switch left that nobody has taken out, or are the words not `right`? Then it is told. */
bool builtin_refuses(const struct words *words, bool right);

#endif
