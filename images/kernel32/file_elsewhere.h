/* Moving a file: by a new name, or to another drive. */
#ifndef IMAGES_KERNEL32_FILE_ELSEWHERE_H
#define IMAGES_KERNEL32_FILE_ELSEWHERE_H

#include "images/kernel32/base.h"

/* MoveFileExW as long as it stays on its drive (file_move.c). ERROR_NOT_SAME_DEVICE: it does not. */
WINBOOL WINAPI move_on_drive(LPCWSTR from, LPCWSTR to, DWORD flags);

#endif
