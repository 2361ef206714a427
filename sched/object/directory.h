/*
 * The name space of objects, as NT has it: directories from the root on, symbolic links that lead elsewhere,
 * devices behind which other names begin (a volume's, the pipes'). Thread context; nothing here waits but
 * what gives up a reference.
 *
 *   \                      directory
 *   \BaseNamedObjects      directory; in it Local and Global, links to it
 *   \Device                directory of HarddiskVolume1, NamedPipe, ConDrv, Null
 *   \GLOBAL??              directory of links: C:, PIPE, CON, CONIN$, CONOUT$, NUL, GLOBALROOT (to the root)
 *   \??, \DosDevices       links to it
 *   \KernelObjects         directory, for programs that look for it
 */
#ifndef SCHED_DIRECTORY_H
#define SCHED_DIRECTORY_H

#include "sched/object/device.h"
#include "sched/object/ntpath.h"
#include "sched/object/object.h"

struct object_directory {
    struct object object; /* first */
    struct name_table names;
    struct link entries; /* object_name.in_directory, the oldest first */
};

struct symbolic_link {
    struct object object; /* first */
    char *target;         /* an absolute name, "" for the root; in pool, or the kernel's own */
    const struct device_object
        *leads; /* the device that it names and no more, which stays, found when it was made; else NULL */
    uint64_t created; /* system time */
};

struct device_object {
    struct object object; /* first */
    const struct device *device;
};

extern const struct object_type directory_type, symbolic_link_type, device_type;

enum directory_right {
    DIRECTORY_RIGHT_QUERY = 0x1,
    DIRECTORY_RIGHT_TRAVERSE = 0x2,
    DIRECTORY_RIGHT_CREATE_OBJECT = 0x4,
};
#define SYMBOLIC_LINK_RIGHT_QUERY 0x1u

/* A name on its way through directories. */
struct lookup {
    char *text;                    /* NTPATH_BYTES; where a link was followed it is another name now */
    struct object_directory *from; /* where a relative name begins; NULL: it must be absolute */
    bool any_case;
    bool link_itself; /* a link at its end is what is meant (OBJ_OPENLINK) */
    /* what was found: */
    struct object *object; /* without a reference: good until somebody waits. NULL: no such entry */
    struct object_directory *directory; /* that has it, or has it not; NULL: it is the root */
    bool by_link;                       /* a link led there */
    const char *rest; /* of an entry that is not there its name, else "", or, behind a device, "\..." */
};

/* STATUS_OBJECT_PATH_SYNTAX_BAD for a relative name without a beginning, or an absolute one with;
 * STATUS_OBJECT_NAME_INVALID for an empty part; STATUS_OBJECT_PATH_NOT_FOUND; STATUS_OBJECT_TYPE_MISMATCH for
 * what has no entries; STATUS_OBJECT_NAME_NOT_FOUND where links lead to links without an end;
 * STATUS_NAME_TOO_LONG. */
ntstatus directory_find(struct lookup *lookup);

/* In zeroed memory, before they are objects. The target is copied; STATUS_INSUFFICIENT_RESOURCES. */
void directory_begin(struct object_directory *directory);
ntstatus symbolic_link_begin(struct symbolic_link *link, const char *target);

/* The place of names that programs give without a path; the kernel's own, too. */
struct object_directory *directory_of_names(void);
/* \GLOBAL??: what programs call devices. */
struct object_directory *directory_of_links(void);

/* Which drive letters there are: bit 0 is A:. */
uint32_t directory_drives(void);

/* At start: the kernel's own part. */
void directory_start(void);

/* The device behind a name, any case, and the rest of it; NULL if it names none. */
const struct device *device_of_name(char nt_path[NTPATH_BYTES], const char **rest);

/* "\??\C:\x" to the volume's "\x", which lies in `nt_path`; NULL when it is not on the volume. */
const char *path_on_volume(char nt_path[NTPATH_BYTES]);

#endif
