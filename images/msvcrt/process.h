/* What starting other programs is made of. */
#ifndef MSVCRT_PROCESS_H
#define MSVCRT_PROCESS_H

#include "win32.h"

#include <stdint.h>

/* Is there a file of that name, as it stands or in the folders of PATH, with .exe added if need be? Its path
 * goes to `found`, MAX_PATH characters. */
int program_search(const char *name, wchar_t *found);

/* Waits for the end of a process, closes it, and returns its exit code. */
intptr_t process_await(HANDLE process);

#endif
