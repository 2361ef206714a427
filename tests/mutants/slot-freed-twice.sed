# mmu/fault.c: a page that is read gives its slot back, and later once more
s/^    map_private(fault, pte_protection(home.pte), pfn);$/    slots_release(pte_slot(home.pte));\n&/
s/^#include "mmu\/window.h"$/&\n#include "storage\/slots.h"/
