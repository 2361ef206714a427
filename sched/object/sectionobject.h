/* Section objects: what a handle to a section refers to. */
#ifndef SCHED_SECTIONOBJECT_H
#define SCHED_SECTIONOBJECT_H

#include "mmu/section.h"
#include "sched/object/object.h"

struct section_object {
    struct object object; /* first */
    struct section *section;
    uint32_t bytes;             /* what it shows of the section */
    enum protection protection; /* the most that a view of it may ask */
    uint32_t attributes;        /* NT's SEC_ bits, as NtQuerySection() tells them */
};

extern const struct object_type section_type;

enum section_right {
    SECTION_RIGHT_QUERY = 0x1,
    SECTION_RIGHT_WRITE = 0x2,
    SECTION_RIGHT_READ = 0x4,
    SECTION_RIGHT_EXECUTE = 0x8,
    SECTION_RIGHT_EXTEND = 0x10,
};
#define SECTION_ALL_ACCESS 0xf001fu

#endif
