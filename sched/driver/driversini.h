/*
 * The text of DRIVERS.INI, line by line (docs/drivers.md). Hardware-free; trusts nothing: any bytes may stand
 * there. Names consist of letters, digits, `.`, `_` and `-`, so that none leads out of the drivers' folder.
 */
#ifndef SCHED_DRIVERSINI_H
#define SCHED_DRIVERSINI_H

#include <stdbool.h>
#include <stdint.h>

#define DRIVER_NAME_BYTES 32u /* of a driver's file and of a link, with the NUL */
#define DRIVERS_INI_LINE  80u /* bytes of a line that are told, with the NUL */

enum drivers_ini_kind {
    DRIVERS_INI_BOOT,      /* [boot]: FILE */
    DRIVERS_INI_DEMAND,    /* [demand]: LINK = FILE, or LINK = FILE VENDOR:DEVICE */
    DRIVERS_INI_MALFORMED, /* anything else, also a line that is too long */
};

struct drivers_ini {
    const char *text;
    uint32_t bytes;
    uint32_t at; /* the next line */
    bool in_section;
    enum drivers_ini_kind section;
};

struct drivers_ini_entry {
    enum drivers_ini_kind kind;
    char line[DRIVERS_INI_LINE]; /* without the blanks around it, cut */
    char file[DRIVER_NAME_BYTES];
    char link[DRIVER_NAME_BYTES];
    bool has_device; /* PCI: */
    uint16_t vendor, device;
};

/* The next line that says something: not an empty one, a remark (`;`), the head of a section. False: there
 * is none. Begin with text and bytes set and zeros else. */
bool drivers_ini_next(struct drivers_ini *ini, struct drivers_ini_entry *entry);

#endif
