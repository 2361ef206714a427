/*
 * The files that are open, one node for each, and the volume they are on. For the files of storage/ only.
 * What returns a status may wait for the disk, and passes its errors through; the rest does not wait.
 */
#ifndef STORAGE_FILE_NODE_H
#define STORAGE_FILE_NODE_H

#include "storage/fat_change.h"
#include "storage/file.h"

#define FILE_PATH_BYTES 1024u /* longest path that can be opened, as it is on the volume, with the NUL */

struct file_node {
    struct file file; /* first: file.h hands it out. file.size is the size that counts */
    struct file_node *next;
    struct fat_record record; /* where its entry is; place 0 is the root directory */
    struct fat_chain chain;
    uint32_t clusters; /* length of the chain */
    bool stale;        /* the entry on the volume lacks the latest times */
    uint16_t name;     /* where the last name begins in `path` */
    char *path;
};

static inline struct file_node *file_node(struct file *file)
{
    return (struct file_node *)file;
}

/* A node without an entry: the disk failed while it was renamed, and another file has got its place since. */
#define FILE_NO_PLACE 0xffffffffu

static inline bool file_node_is_root(const struct file_node *node)
{
    return node->record.place == 0;
}

/* The mounted volume. */
struct fat_volume *file_volume(void);

/* The present, as FAT keeps it, in all fields. */
struct fat_times file_now(void);

struct file_times file_times_from_fat(const struct fat_times *times);
void file_times_to_fat(const struct file_times *from, struct fat_times *times);

/* The open node of the entry at `place`, or NULL. */
struct file_node *file_node_find(uint32_t place);

/* Is a file open whose path lies below that of the directory `node`. */
bool file_node_has_open_below(const struct file_node *node);

/* A node with no references that is not among the open ones yet; NULL without memory. */
struct file_node *file_node_make(const char *path);

/* Is a chain sound, and how long is it: no loop, no cluster that another file owns too.
 * STATUS_FILE_CORRUPT_ERROR. */
ntstatus file_chain_check(uint32_t first, uint32_t *clusters);

/* Takes an entry over, after checking that it, its chain and its size agree; else STATUS_FILE_CORRUPT_ERROR.
 */
ntstatus file_node_load(struct file_node *node, const struct fat_record *record);

/* Takes over an entry that was just made: empty, or a directory of one cluster. */
void file_node_fresh(struct file_node *node, const struct fat_record *record);

/* A new entry was made where `record` says. An open node that believes to have its entry there has lost it,
 * and must not write to it any more. */
void file_node_displace(const struct fat_record *record);

/* Puts a loaded node among the open ones. / Takes it out, if it is there, and frees it. */
void file_node_enter(struct file_node *node);
void file_node_free(struct file_node *node);

/* The node's path is `path` from now on, a copy from the pool, which it frees in the end. */
void file_node_set_path(struct file_node *node, char *path);

/* A copy of a path from the pool; NULL without memory. */
char *file_path_copy(const char *path);

/* Writes size, cluster, attributes and times into the entry; an error leaves it as it was. Nothing to do for
 * the root; STATUS_FILE_CORRUPT_ERROR for a node that has lost its entry. */
ntstatus file_node_store(struct file_node *node);

/* Makes the chain long enough for `bytes` (STATUS_DISK_FULL changes nothing), or cuts it to that. The entry,
 * and the bytes in new clusters, are the caller's. */
ntstatus file_node_grow(struct file_node *node, uint32_t bytes);
ntstatus file_node_cut(struct file_node *node, uint32_t bytes);

/* What a node says of its file: to be put back when a change of it could not be stored. */
struct file_state {
    struct fat_record record;
    struct fat_chain chain;
    uint32_t size, clusters;
    bool stale;
};
struct file_state file_node_state(const struct file_node *node);
void file_node_restore(struct file_node *node, const struct file_state *state);

/* Leaves nothing: size 0, no clusters, written now; the entry is stored. An error changes nothing. */
ntstatus file_node_empty(struct file_node *node);

#endif
