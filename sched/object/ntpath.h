/* Names of files as NT's object manager has them. Hardware-free. */
#ifndef SCHED_NTPATH_H
#define SCHED_NTPATH_H

#define NTPATH_BYTES 1024u /* of a name that the kernel takes over: UTF-8 with its NUL */

/* "\??\C:\x" to the volume's "\x"; NULL when it is not on C:. */
const char *path_on_volume(const char *nt_path);

#endif
