/* The environment, as bytes and as UTF-16. */
#ifndef MSVCRT_ENVIRON_H
#define MSVCRT_ENVIRON_H

#include <stddef.h>

extern char **_environ;
extern wchar_t **_wenviron;
extern char **__initenv; /* as they were at the start */
extern wchar_t **__winitenv;

/* At process attach: takes the process's environment. */
int environ_attach(void);

char *ms_getenv(const char *name);
wchar_t *_wgetenv(const wchar_t *name);

#endif
