/*
 * From a path to a process with its first thread: what NtCreateUserProcess and the lines of BOOT.INI have in
 * common.
 */
#ifndef SCHED_PROCESSSTART_H
#define SCHED_PROCESSSTART_H

#include "sched/object/ntpath.h"
#include "sched/process/process.h"

/* `nt_path` is "\??\C:\..." . The thread is suspended if asked; both come with a reference. Errors of
 * file_open(), section_of_image(), STATUS_OBJECT_PATH_SYNTAX_BAD, STATUS_COMMITMENT_LIMIT, ...; nothing is
 * left of a failure. */
ntstatus process_start(char nt_path[NTPATH_BYTES], const struct process_start *start, bool suspended,
                       struct process **process, struct thread_object **thread);

/* Starts a command line of BOOT.INI as NT's first program would be: console handles, a small environment, and
 * as current directory `directory` ("C:\\WORK") or, for NULL, C:\ . Errors as above, and
 * STATUS_NOT_A_DIRECTORY. */
ntstatus process_start_command(const char *command_line, const char *directory);

#endif
