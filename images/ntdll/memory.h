/*
 * Bytes and C strings: NTDLL's exports under their C names (NT's NTDLL has them too), and RtlFillMemory and
 * its kin. No function here allocates or locks.
 */
#ifndef IMAGES_NTDLL_MEMORY_H
#define IMAGES_NTDLL_MEMORY_H

#include "images/ntdll/nt.h"

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *in, int byte, size_t size);

size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t limit);
int _stricmp(const char *a, const char *b);
int _strnicmp(const char *a, const char *b, size_t limit);
char *strcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t limit);
char *strcat(char *to, const char *from);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *part);

size_t wcslen(const WCHAR *s);
int wcscmp(const WCHAR *a, const WCHAR *b);
int wcsncmp(const WCHAR *a, const WCHAR *b, size_t limit);
int _wcsicmp(const WCHAR *a, const WCHAR *b);
int _wcsnicmp(const WCHAR *a, const WCHAR *b, size_t limit);
WCHAR *wcscpy(WCHAR *to, const WCHAR *from);
WCHAR *wcsncpy(WCHAR *to, const WCHAR *from, size_t limit);
WCHAR *wcscat(WCHAR *to, const WCHAR *from);
WCHAR *wcschr(const WCHAR *s, WCHAR c);
WCHAR *wcsrchr(const WCHAR *s, WCHAR c);
WCHAR *wcsstr(const WCHAR *s, const WCHAR *part);

#endif
