#include "mmu/layout.h"

#include "pteformat.h"

struct layout layout;

void layout_start(void)
{
    layout = (struct layout){
        .user_low = 0x00010000,
        .user_end = 0x7fff0000,
        .parameters = 0x00020000,
        .peb = 0x7ffdf000,
        .teb_first = 0x7ffde000,
        .teb_low = 0x7ff80000,
        .shared_data = 0x7ffe0000,

        .system = 0x80000000,
        .kernel = 0x80400000,
        .pool = 0x81000000,
        .pool_end = 0x81000000 + LAYOUT_POOL_BYTES,
        .frames = 0x82000000,
        .frames_end = 0x84000000,
        .system_ptes = 0x84000000,
        .system_ptes_end = 0x84000000 + LAYOUT_SYSTEM_PTES_BYTES,
        .ramdisk = 0x90000000,
        .ramdisk_end = 0xc0000000,

        .page_tables = 0xc0000000,
        .directory = 0xc0300000,
        .windows = 0xc0400000,

        .tables = PAGETABLE_FORMAT,
    };
}
