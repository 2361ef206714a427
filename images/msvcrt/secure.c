/* The checked copies (_s): they know the room, and answer EINVAL or ERANGE instead of writing past it. */
#include "error.h"

#include <errno.h>
#include <string.h>
#include <wchar.h>

static int refuse(char *to, size_t size, int error)
{
    if (to && size)
        *to = 0;
    fail(error);
    return error;
}

static int refuse_wide(wchar_t *to, size_t size, int error)
{
    if (to && size)
        *to = 0;
    fail(error);
    return error;
}

enum { TRUNCATE = -1 }; /* a count that asks for as much as fits */

int strncpy_s(char *to, size_t size, const char *from, size_t count)
{
    if (!to || !size || (!from && count))
        return refuse(to, size, EINVAL);
    size_t length = count ? strnlen(from, count) : 0;
    int cut = length >= size;
    if (cut && count != (size_t)TRUNCATE)
        return refuse(to, size, ERANGE);
    if (cut)
        length = size - 1;
    memcpy(to, from, length);
    to[length] = 0;
    return cut ? MS_STRUNCATE : 0;
}

int strcpy_s(char *to, size_t size, const char *from)
{
    if (!from)
        return refuse(to, size, EINVAL);
    return strncpy_s(to, size, from, strlen(from));
}

int strncat_s(char *to, size_t size, const char *from, size_t count)
{
    size_t used = to ? strnlen(to, size) : 0;
    if (!to || used == size)
        return refuse(to, size, EINVAL);
    int result = strncpy_s(to + used, size - used, from, count);
    return result && result != MS_STRUNCATE ? refuse(to, size, result) : result;
}

int strcat_s(char *to, size_t size, const char *from)
{
    if (!from)
        return refuse(to, size, EINVAL);
    return strncat_s(to, size, from, strlen(from));
}

int wcsncpy_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
{
    if (!to || !size || (!from && count))
        return refuse_wide(to, size, EINVAL);
    size_t length = count ? wcsnlen(from, count) : 0;
    int cut = length >= size;
    if (cut && count != (size_t)TRUNCATE)
        return refuse_wide(to, size, ERANGE);
    if (cut)
        length = size - 1;
    wmemcpy(to, from, length);
    to[length] = 0;
    return cut ? MS_STRUNCATE : 0;
}

int wcscpy_s(wchar_t *to, size_t size, const wchar_t *from)
{
    if (!from)
        return refuse_wide(to, size, EINVAL);
    return wcsncpy_s(to, size, from, wcslen(from));
}

int wcsncat_s(wchar_t *to, size_t size, const wchar_t *from, size_t count)
{
    size_t used = to ? wcsnlen(to, size) : 0;
    if (!to || used == size)
        return refuse_wide(to, size, EINVAL);
    int result = wcsncpy_s(to + used, size - used, from, count);
    return result && result != MS_STRUNCATE ? refuse_wide(to, size, result) : result;
}

int wcscat_s(wchar_t *to, size_t size, const wchar_t *from)
{
    if (!from)
        return refuse_wide(to, size, EINVAL);
    return wcsncat_s(to, size, from, wcslen(from));
}

char *strtok_s(char *text, const char *separators, char **place)
{
    if (missing(separators) || missing(place))
        return NULL;
    return strtok_r(text, separators, place);
}

int memcpy_s(void *to, size_t size, const void *from, size_t count)
{
    if (!count)
        return 0;
    if (!to || !from || size < count) {
        if (to)
            memset(to, 0, size);
        return fail(to && from ? ERANGE : EINVAL), to && from ? ERANGE : EINVAL;
    }
    memcpy(to, from, count);
    return 0;
}

int memmove_s(void *to, size_t size, const void *from, size_t count)
{
    if (!count)
        return 0;
    if (!to || !from)
        return fail(EINVAL), EINVAL;
    if (size < count)
        return fail(ERANGE), ERANGE;
    memmove(to, from, count);
    return 0;
}
