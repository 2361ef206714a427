/* Programs behind a pipe are started by the command interpreter, and there is none: what names it, COMSPEC,
 * is not set. */
#include "error.h"
#include "stream.h"

#include <errno.h>

/* Null for a mistake (EINVAL) and for want of an interpreter (ENOENT). */
struct stream *ms_popen(const char *command, const char *mode)
{
    fail(!command || !mode || (*mode != 'r' && *mode != 'w') ? EINVAL : ENOENT);
    return NULL;
}

struct stream *ms_wpopen(const wchar_t *command, const wchar_t *mode)
{
    fail(!command || !mode || (*mode != 'r' && *mode != 'w') ? EINVAL : ENOENT);
    return NULL;
}

/* No stream comes from _popen. */
int ms_pclose(struct stream *stream)
{
    return fail(stream ? ECHILD : EINVAL);
}
