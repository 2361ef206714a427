/*
 * SETLOCAL and ENDLOCAL: the environment, the current folder and delayed expansion as they were. (Microsoft:
 * "setlocal".)
 */
#ifndef IMAGES_CMD_LOCALIZED_H
#define IMAGES_CMD_LOCALIZED_H

#include <stdbool.h>

#define LOCALIZED_DEEPEST 32u /* Microsoft's own limit */

unsigned localized_depth(void);

/* False, with the mistake told, when it is too deep. */
bool localized_begin(void);

/* One back, if there is one. */
void localized_end(void);

/* Back to that depth, as at the end of a batch file. */
void localized_end_all(unsigned depth);

#endif
