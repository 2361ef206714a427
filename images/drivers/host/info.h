/* What NT says of a file, made from what the host says. */
#ifndef DRIVERS_HOST_INFO_H
#define DRIVERS_HOST_INFO_H

#include <ddk/ntifs.h>

#include "p9.h"

/* 100 ns since 1601. */
LONGLONG nt_time(const struct p9_time *time);
ULONG nt_attributes(const struct p9_attributes *attributes);
/* In clusters of 4 KB: how many the host really has is its own affair. */
LONGLONG nt_allocated(const struct p9_attributes *attributes);
/* 0 for a folder, as on NT. */
LONGLONG nt_size(const struct p9_attributes *attributes);

#endif
