/* The variables that a program sees as data exports, where more than one file needs them. */
#ifndef MSVCRT_DATA_H
#define MSVCRT_DATA_H

#include <stddef.h>

extern int _fmode;   /* OPEN_TEXT or OPEN_BINARY: how files open when the call does not say */
extern int _commode; /* flags for what fopen's streams do besides */
extern char *_acmdln;
extern wchar_t *_wcmdln;
extern int __argc;
extern char **__argv;
extern wchar_t **__wargv;

/* At process attach: what is known of the process, before any program asks. */
void data_attach(void);

#endif
