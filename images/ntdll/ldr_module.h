/*
 * The modules of the process: the EXE, NTDLL, and every DLL. Each begins with NT's LDR_DATA_TABLE_ENTRY,
 * which hangs in PEB->Ldr's three lists, where debuggers walk it. All functions want the loader lock held.
 */
#ifndef IMAGES_NTDLL_LDR_MODULE_H
#define IMAGES_NTDLL_LDR_MODULE_H

#include "images/ntdll/ldr_export.h"
#include "images/ntdll/teb.h"

#define TLS_NONE     0xffffffffu
#define LOADS_PINNED 0xffff /* LoadCount of what stays for ever */

struct module {
    LDR_DATA_TABLE_ENTRY entry; /* first: a debugger sees it as one */
    struct image image;
    bool exports_known; /* `exports` is filled in, from the first look-up on */
    struct exports exports;
    uint32_t tls_index;    /* TLS_NONE if it has no TLS directory */
    bool reached;          /* scratch of the sweep in ldr_unload.c */
    struct module **needs; /* modules that it imports from or forwards to, in order of first use */
    uint32_t needs_count, needs_room;
    struct {              /* the DLL of the last forwarder, so that the next one to it need not look for it */
        const char *text; /* in the image, `length` characters and a dot */
        size_t length;
        struct module *module; /* one of the needs; null: there was none */
    } forward;
};

extern RTL_CRITICAL_SECTION loader_lock;

/* Puts up PEB->Ldr with empty lists. */
void modules_start(void);

/* A new module at the end of the load-order and memory-order lists. `path` is copied; null: no memory. */
struct module *module_add(const struct image *image, const UNICODE_STRING *path);

/* Takes a module out of all lists and frees its entry; the view stays. */
void module_remove(struct module *module);

/* Its table of exports, opened when it is first asked for. */
struct exports *module_exports(struct module *module);

/* Notes that `module` cannot be without `need`. */
NTSTATUS module_needs(struct module *module, struct module *need);

/* Iterates in load order: module_next(NULL) is the first (the EXE); null at the end. */
struct module *module_next(struct module *module);

/* Base name ("KERNEL32.DLL") or full path, without regard to case. Null: not loaded. */
struct module *module_by_name(const UNICODE_STRING *base_name);
struct module *module_by_path(const UNICODE_STRING *path);
struct module *module_by_base(const void *base);       /* exactly the base */
struct module *module_by_address(const void *address); /* any address inside */

#endif
