/*
 * The files of the folder that programs have open: one `node` for each file, however often it is open
 * (NT: FCB, FileObject->FsContext), and one `opening` for each time (CCB, FsContext2). PASSIVE_LEVEL; one
 * request at a time.
 */
#ifndef DRIVERS_HOST_FILES_H
#define DRIVERS_HOST_FILES_H

#include <ddk/ntifs.h>

#include "client.h"
#include "names.h"

#define HOST_TAG 0x74736f48u /* "Host" */

struct node {
    LIST_ENTRY link;
    ULONG fid; /* not opened: it can be walked from */
    struct p9_qid qid;
    ULONG number; /* what programs are told instead of the host's */
    BOOLEAN folder, root, deleted;
    BOOLEAN gone; /* from the host, with its fid */
    ULONG openings, handles;
    SHARE_ACCESS share;
};

struct opening {
    struct node *node;
    ULONG fid; /* opened as the access wants it; CLIENT_ROOT: not opened */
    BOOLEAN delete_on_close;
    BOOLEAN listed;
    struct name_entry *list, *next; /* of a folder */
    USHORT target_bytes;            /* opened as the folder of a new name, and that name */
    char target[NAME_MOST_BYTES];
};

struct node *node_of(PFILE_OBJECT file);
struct opening *opening_of(PFILE_OBJECT file);

/* What is there now, by its fid, which becomes the node's, or is clunked. */
NTSTATUS node_take(ULONG fid, const struct p9_attributes *attributes, struct node **out);
/* Nobody has it open any more: it goes. */
void node_settle(struct node *node);
/* The node of a file, if it is open; else NULL. */
struct node *node_find(const struct p9_qid *qid);

/* Folder or file, and nothing else: STATUS_ACCESS_DENIED. */
NTSTATUS attributes_of(ULONG fid, struct p9_attributes *attributes);
BOOLEAN is_folder(const struct p9_attributes *attributes);
BOOLEAN is_read_only(const struct p9_attributes *attributes);

/* The file that a name means in a folder: that name, else one that is the same but for case, the first in
 * order. STATUS_OBJECT_NAME_NOT_FOUND. `actual` (may be NULL) gets the name as the host has it. */
struct actual_name {
    USHORT bytes;
    char text[NAME_MOST_BYTES];
};
NTSTATUS find_in(ULONG folder, const char *name, USHORT bytes, PULONG fid, struct actual_name *actual);

/* `each` is told of the entries of a folder, until it fails. */
NTSTATUS each_in(ULONG folder, NTSTATUS (*each)(PVOID, const struct p9_entry *), PVOID context);

/* The names in a folder that NT can have, in order. */
NTSTATUS list_folder(ULONG fid, struct name_entry **out);
void list_free(struct name_entry *first);

#endif
