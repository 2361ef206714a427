/* Of what kind a drive is. */
#ifndef IMAGES_KERNEL32_DRIVES_H
#define IMAGES_KERNEL32_DRIVES_H

#include "images/kernel32/base.h"
#include "images/ntdll/nt_file.h"

/* DRIVE_FIXED, DRIVE_REMOTE, DRIVE_UNKNOWN. */
UINT drive_type(const FILE_FS_DEVICE_INFORMATION *device);

#endif
