/*
 * Which address map the switches of BOOT.INI ask for: /4GB, or /3GB, and with it /USERVA=megabytes. The
 * loader and the kernel ask, and must come to the same. Hardware-free.
 */
#ifndef MMU_LAYOUTCHOICE_H
#define MMU_LAYOUTCHOICE_H

#include "firmware/bootini.h"
#include "mmu/layout.h"

/* What is wrong with a switch, for a `bootini` line: it is ignored then. */
struct layout_problem {
    const char *name, *reason; /* NULL: none */
};

struct layout_problem layout_choose(const struct bootini *ini, struct layout_choice *choice);

#endif
