/*
 * What /NOEXECUTE asks for, and whether /PAE does: the loader chooses a kernel by it, the kernel obeys it.
 * The words are NT's, in any case. Hardware-free.
 */
#ifndef FIRMWARE_NOEXECUTE_H
#define FIRMWARE_NOEXECUTE_H

#include <stdbool.h>
#include "firmware/bootini.h"

/* The numbers are those of KUSER_SHARED_DATA.NXSupportPolicy. */
enum no_execute {
    NO_EXECUTE_ALWAYS_OFF, /* nobody is kept from executing data: as without the switch */
    NO_EXECUTE_ALWAYS_ON,  /* everybody is; so it is without a word */
    NO_EXECUTE_OPT_IN,     /* programs whose image says that it can (IMAGE_DLLCHARACTERISTICS_NX_COMPAT) */
    NO_EXECUTE_OPT_OUT     /* programs that do not ask to be left out; nobody can, so everybody */
};

/* What the switch says; ALWAYS_OFF without it. False: its word is none of them, and the switch is ignored. */
bool no_execute_read(const struct bootini *ini, enum no_execute *out);

/* Are page tables of three levels wanted: by /PAE, or because others cannot forbid to execute? */
bool no_execute_wants_pae(const struct bootini *ini);

#endif
