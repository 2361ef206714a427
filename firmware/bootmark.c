#include "firmware/bootinfo.h"
#include "pteformat.h"

/* Nobody reads it but the loader, in the file. */
__attribute__((section(BOOT_MARK_SECTION), used)) static const struct boot_mark mark = {
    BOOT_MARK_MAGIC, BOOT_PROTOCOL, PAGETABLE_LEVELS};
