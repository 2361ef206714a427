/* The command interpreter, which system and _popen go through. */
#ifndef MSVCRT_SHELL_H
#define MSVCRT_SHELL_H

#include "win32.h"

/* Starts the one that COMSPEC names, or else the CMD.EXE that is found by PATH, with /c and the command.
 * `input` and `output`, which must be inherited, are in the places of this process's; null: as they are.
 * Null, with errno ENOENT (there is none), ENOEXEC (it is no program) or ENOMEM, when it cannot be started.
 */
HANDLE shell_start(const wchar_t *command, HANDLE input, HANDLE output);

#endif
