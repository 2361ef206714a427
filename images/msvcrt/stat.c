/* What is known of a file, in the four layouts of struct _stat. */
#include "error.h"
#include "lowio.h"
#include "path.h"
#include "text.h"
#include "times.h"

#include <errno.h>
#include <string.h>
#include <wchar.h>

enum {
    MODE_FIFO = 0x1000,
    MODE_DEVICE = 0x2000,
    MODE_FOLDER = 0x4000,
    MODE_FILE = 0x8000,
    MODE_READ = 0x124, /* for owner, group and others */
    MODE_WRITE = 0x92,
    MODE_EXECUTE = 0x49,
};

/* What all of them hold, as wide as the widest. */
struct file_facts {
    uint32_t device;
    uint16_t mode;
    int16_t links;
    int64_t size;
    int64_t accessed, written, created;
};

#define STAT_HEAD                                                                                            \
    uint32_t device;                                                                                         \
    uint16_t inode, mode;                                                                                    \
    int16_t links, user, group;                                                                              \
    uint32_t device_again

struct stat32 {
    STAT_HEAD;
    int32_t size;
    int32_t accessed, written, created;
};

struct stati64 {
    STAT_HEAD;
    int64_t size;
    int32_t accessed, written, created;
};

struct stat64 {
    STAT_HEAD;
    int64_t size;
    int64_t accessed, written, created;
};

_Static_assert(sizeof(struct stat32) == 36 && sizeof(struct stati64) == 48 && sizeof(struct stat64) == 56,
               "the ABI's struct _stat, _stati64 and __stat64");

static int is_program(const wchar_t *name)
{
    static const wchar_t *const endings[] = {L".exe", L".com", L".cmd", L".bat"};
    const wchar_t *dot = wcsrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (_wcsicmp(dot, endings[i]) == 0)
            return 1;
    return 0;
}

static uint16_t mode_of(const wchar_t *name, DWORD attributes)
{
    uint16_t mode = MODE_READ;
    if (!(attributes & FILE_ATTRIBUTE_READONLY))
        mode |= MODE_WRITE;
    if (attributes & FILE_ATTRIBUTE_DIRECTORY)
        return mode | MODE_FOLDER | MODE_EXECUTE;
    return mode | MODE_FILE | (is_program(name) ? MODE_EXECUTE : 0);
}

/* A time that the file system does not keep is that of the last write. */
static int64_t time_or(struct filetime time, struct filetime other)
{
    return unix_from_filetime(time.low || time.high ? time : other);
}

static uint32_t drive_of(const wchar_t *full)
{
    return full[1] == ':' ? (full[0] | 0x20) - 'a' : 0;
}

static void facts_from_root(struct file_facts *facts)
{
    enum { LONG_AGO = 315532800 }; /* 1980, where FAT's time begins */
    facts->mode = MODE_FOLDER | MODE_READ | MODE_WRITE | MODE_EXECUTE;
    facts->accessed = facts->written = facts->created = LONG_AGO;
}

static int facts_of_name(const wchar_t *name, struct file_facts *facts)
{
    struct find_data found;
    wchar_t full[MAX_PATH];
    if (wcspbrk(name, L"*?"))
        return fail(ENOENT);
    if (!GetFullPathNameW(name, MAX_PATH, full, NULL))
        return fail_win32();
    memset(facts, 0, sizeof *facts);
    facts->device = drive_of(full);
    facts->links = 1;
    HANDLE search = FindFirstFileW(full, &found);
    if (search == INVALID_HANDLE_VALUE) {
        DWORD attributes = GetFileAttributesW(full);
        if (attributes == INVALID_FILE_ATTRIBUTES)
            return fail(ENOENT);
        facts_from_root(facts); /* a root is in no folder, where it could be found */
        return 0;
    }
    FindClose(search);
    facts->mode = mode_of(full, found.attributes);
    facts->size = (int64_t)found.size_high << 32 | found.size_low;
    facts->written = unix_from_filetime(found.written);
    facts->accessed = time_or(found.accessed, found.written);
    facts->created = time_or(found.created, found.written);
    return 0;
}

static int facts_of_fd(int fd, struct file_facts *facts)
{
    struct by_handle_file_information information;
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor)
        return -1;
    memset(facts, 0, sizeof *facts);
    facts->links = 1;
    if (descriptor->flags & (FD_DEVICE | FD_PIPE)) {
        facts->mode = descriptor->flags & FD_DEVICE ? MODE_DEVICE : MODE_FIFO;
        facts->device = fd;
        return 0;
    }
    if (!GetFileInformationByHandle(descriptor->handle, &information))
        return fail_win32();
    facts->mode = mode_of(L"", information.attributes);
    facts->links = information.links;
    facts->size = (int64_t)information.size_high << 32 | information.size_low;
    facts->written = unix_from_filetime(information.written);
    facts->accessed = time_or(information.accessed, information.written);
    facts->created = time_or(information.created, information.written);
    return 0;
}

static int facts_of_narrow(const char *name, struct file_facts *facts)
{
    wchar_t wide[MAX_PATH];
    return path_widen(name, wide) ? facts_of_name(wide, facts) : -1;
}

/* From a name, a wide name or an fd, in each layout. */
#define STAT(function, argument, facts_from, layout)                                                         \
    int function(argument, struct layout *to)                                                                \
    {                                                                                                        \
        struct file_facts facts;                                                                             \
        if (facts_from(from, &facts) < 0)                                                                    \
            return -1;                                                                                       \
        memset(to, 0, sizeof *to);                                                                           \
        to->device = to->device_again = facts.device;                                                        \
        to->mode = facts.mode;                                                                               \
        to->links = facts.links;                                                                             \
        to->size = facts.size;                                                                               \
        to->accessed = facts.accessed;                                                                       \
        to->written = facts.written;                                                                         \
        to->created = facts.created;                                                                         \
        return 0;                                                                                            \
    }

STAT(_stat, const char *from, facts_of_narrow, stat32)
STAT(_stati64, const char *from, facts_of_narrow, stati64)
STAT(_stat64, const char *from, facts_of_narrow, stat64)
STAT(_wstat, const wchar_t *from, facts_of_name, stat32)
STAT(_wstati64, const wchar_t *from, facts_of_name, stati64)
STAT(_wstat64, const wchar_t *from, facts_of_name, stat64)
STAT(_fstat, int from, facts_of_fd, stat32)
STAT(_fstati64, int from, facts_of_fd, stati64)
STAT(_fstat64, int from, facts_of_fd, stat64)

/* struct _utimbuf's two times; null means now. */
struct utimbuf32 {
    int32_t accessed, written;
};

struct utimbuf64 {
    int64_t accessed, written;
};

int _futime64(int fd, const struct utimbuf64 *times)
{
    struct descriptor *descriptor = descriptor_of(fd);
    if (!descriptor)
        return -1;
    struct filetime accessed = filetime_from_unix(times ? times->accessed : _time64(NULL));
    struct filetime written = filetime_from_unix(times ? times->written : _time64(NULL));
    return SetFileTime(descriptor->handle, NULL, &accessed, &written) ? 0 : fail(EINVAL);
}

int _futime(int fd, const struct utimbuf32 *times)
{
    if (!times)
        return _futime64(fd, NULL);
    struct utimbuf64 wide = {times->accessed, times->written};
    return _futime64(fd, &wide);
}

static int set_and_close(int fd, const struct utimbuf64 *times)
{
    if (fd < 0)
        return -1;
    int result = _futime64(fd, times);
    _close(fd);
    return result;
}

int _utime64(const char *name, const struct utimbuf64 *times)
{
    return set_and_close(_open(name, OPEN_RDWR | OPEN_BINARY), times);
}

int _wutime64(const wchar_t *name, const struct utimbuf64 *times)
{
    return set_and_close(_wopen(name, OPEN_RDWR | OPEN_BINARY), times);
}

int _utime(const char *name, const struct utimbuf32 *times)
{
    if (!times)
        return _utime64(name, NULL);
    struct utimbuf64 wide = {times->accessed, times->written};
    return _utime64(name, &wide);
}

int _wutime(const wchar_t *name, const struct utimbuf32 *times)
{
    if (!times)
        return _wutime64(name, NULL);
    struct utimbuf64 wide = {times->accessed, times->written};
    return _wutime64(name, &wide);
}
