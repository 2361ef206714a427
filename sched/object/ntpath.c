#include "sched/object/ntpath.h"

#include <stddef.h>
#include <stdint.h>
#include "firmware/ascii.h"

const char *path_on_volume(const char *nt_path)
{
    static const char prefix[] = "\\??\\C:";
    for (uint32_t i = 0; i < sizeof prefix - 1; i++)
        if (ascii_upper(nt_path[i]) != prefix[i])
            return NULL;

    const char *path = nt_path + sizeof prefix - 1;
    return *path == 0 || *path == '\\' ? path : NULL;
}
