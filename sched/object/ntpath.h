/* Names as NT's object manager has them. */
#ifndef SCHED_NTPATH_H
#define SCHED_NTPATH_H

#define NTPATH_BYTES 1024u /* of a name that the kernel takes over: UTF-8 with its NUL */

#endif
