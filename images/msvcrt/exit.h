/* How a process ends. */
#ifndef MSVCRT_EXIT_H
#define MSVCRT_EXIT_H

__attribute__((noreturn)) void ms_exit(int code);
__attribute__((noreturn)) void ms__exit(int code);
__attribute__((noreturn)) void ms_abort(void);

/* The C library cannot go on: says so on stderr and ends with 255. */
__attribute__((noreturn)) void _amsg_exit(int number);

/* At process detach: what a program that went straight to ExitProcess left in buffers. */
void exit_detach(void);

#endif
