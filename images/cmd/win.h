/*
 * Windows, as the files of CMD.EXE see it: <windows.h>, and text that goes there and comes back. Inside text
 * is UTF-8.
 */
#ifndef IMAGES_CMD_WIN_H
#define IMAGES_CMD_WIN_H

#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdbool.h>
#include "images/cmd/text.h"

#define PATH_MOST 1024u /* characters of a path here */

/* In the arena. What is no text becomes U+FFFD. */
WCHAR *wide(const char *text);
char *narrow(const WCHAR *text);

/* Between UTF-8 and a code page's bytes, in the arena; the second takes `length` bytes. */
char *text_to_code_page(const char *text, UINT code_page, int *length);
char *text_from_code_page(const char *bytes, size_t length, UINT code_page);

/* The path in full; the empty text when it is none. */
char *path_full(const char *path);

/* The attributes of a file or folder; INVALID_FILE_ATTRIBUTES when there is none. */
DWORD path_attributes(const char *path);
bool path_is_folder(const char *path);
bool path_is_file(const char *path);

#endif
