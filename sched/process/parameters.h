/*
 * The RTL_USER_PROCESS_PARAMETERS of a program that BOOT.INI starts. As large as the command line needs; a
 * program that starts another one brings a block of its own.
 */
#ifndef SCHED_PARAMETERS_H
#define SCHED_PARAMETERS_H

#include <stdint.h>
#include "firmware/status.h"
#include "sched/process/nt.h"

/* Units of a command line, as NT's CreateProcess has it: its UNICODE_STRING counts 16 bits of bytes, the NUL
 * among them. */
#define PARAMETERS_LONGEST_TEXT 32766u

/* Makes the block in the pool, as it will lie at layout.parameters, without handles: `image_path` "C:\...",
 * `command_line` and the current directory "C:\...\" are UTF-8. *bytes is its length with the environment
 * behind it. STATUS_NAME_TOO_LONG, STATUS_INSUFFICIENT_RESOURCES. The caller frees it. */
ntstatus parameters_make(const char *image_path, const char *command_line, const char *directory,
                         struct nt_process_parameters **parameters, uint32_t *bytes);

#endif
