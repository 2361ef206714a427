/*
 * What may be mapped of a file, how large a section of it is, and what may not happen to the file meanwhile:
 * Win32's answers, one a line. The same under Windows.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>
#include <winternl.h>

#define PAGE 0x1000u

static const char *const name = "C:\\TEMP\\rules.dat";

static void say(const char *what, int good)
{
    DWORD error = GetLastError();
    if (good)
        printf("%-44s ok\n", what);
    else
        printf("%-44s error %lu\n", what, error);
    SetLastError(0);
}

static HANDLE open_file(DWORD access, DWORD disposition)
{
    return CreateFileA(name, access, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                       disposition, 0, NULL);
}

static HANDLE map(HANDLE file, DWORD protect, DWORD size)
{
    return CreateFileMappingA(file, NULL, protect, 0, size, NULL);
}

/* A mapping that is asked for and closed again. */
static void try_map(const char *what, HANDLE file, DWORD protect, DWORD size)
{
    HANDLE section = map(file, protect, size);
    say(what, section != NULL);
    if (section)
        CloseHandle(section);
}

static void try_view(const char *what, HANDLE section, DWORD access, DWORD offset, SIZE_T size)
{
    void *view = MapViewOfFile(section, access, 0, offset, size);
    say(what, view != NULL);
    if (view)
        UnmapViewOfFile(view);
}

static void sizes(HANDLE file, HANDLE reader)
{
    DWORD done;
    try_map("an empty file", file, PAGE_READWRITE, 0);
    try_map("an empty file, larger and read only", reader, PAGE_READONLY, 10);
    WriteFile(file, "five!", 5, &done, NULL);
    try_map("as large as it is", file, PAGE_READWRITE, 0);
    try_map("smaller", file, PAGE_READWRITE, 3);
    try_map("larger, read only", reader, PAGE_READONLY, 6);
    try_map("larger, copied on write", file, PAGE_WRITECOPY, 6);
    try_map("larger", file, PAGE_READWRITE, 3 * PAGE + 1);
    printf("it has %lu bytes now\n", GetFileSize(file, NULL));
    try_map("larger than the disk", file, PAGE_READWRITE, 0x70000000);
    try_map("larger than any address", file, PAGE_READWRITE, 0xffffffff);
    try_map("and that of the page file", INVALID_HANDLE_VALUE, PAGE_READWRITE, 0xffffffff);
    HANDLE huge = CreateFileMappingA(file, NULL, PAGE_READWRITE, 1, 0, NULL);
    say("4 GB", huge != NULL);
    huge = CreateFileMappingA(reader, NULL, PAGE_READONLY, 1, 0, NULL);
    say("4 GB, read only", huge != NULL);
    printf("it has %lu bytes now\n", GetFileSize(file, NULL));
}

static void access_rules(HANDLE file, HANDLE reader)
{
    try_map("writing through a handle that reads", reader, PAGE_READWRITE, 0);
    try_map("copying through a handle that reads", reader, PAGE_WRITECOPY, 0);
    try_map("no protection", file, 0, 0);
    try_map("no access", file, PAGE_NOACCESS, 0);
    try_map("a folder",
            CreateFileA("C:\\TEMP", GENERIC_READ, 7, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL),
            PAGE_READONLY, 0);
    HANDLE section = map(file, PAGE_READONLY, 0);
    try_view("a writing view of a reading section", section, FILE_MAP_WRITE, 0, 0);
    try_view("a copying view of it", section, FILE_MAP_COPY, 0, 0);
    CloseHandle(section);
}

static void view_rules(HANDLE file)
{
    HANDLE small = map(file, PAGE_READWRITE, PAGE + 1);
    try_view("two pages of a page and a byte", small, FILE_MAP_READ, 0, 2 * PAGE);
    try_view("three pages", small, FILE_MAP_READ, 0, 3 * PAGE);
    try_view("from an odd offset", small, FILE_MAP_READ, PAGE, PAGE);
    CloseHandle(small);
}

static void protect(const char *what, char *page, DWORD protection)
{
    DWORD old = 0;
    BOOL done = VirtualProtect(page, PAGE, protection, &old);
    if (done)
        printf("%-44s ok, was %lx\n", what, old);
    else
        say(what, done);
}

/* A view that was mapped for all to see, or to be read, and is the program's own where it writes. */
static void copied_later(HANDLE file)
{
    HANDLE section = map(file, PAGE_READWRITE, 0);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char *other = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    protect("a writing view made copying", view, PAGE_WRITECOPY);
    view[0] = 'P';
    printf("written: %.5s here, %.5s in the other\n", view, other);
    protect("writing again", view, PAGE_READWRITE);
    view[1] = 'r';
    printf("written: %.5s here, %.5s in the other\n", view, other);
    protect("made copying and back, not written", view + PAGE, PAGE_WRITECOPY);
    protect("writing again", view + PAGE, PAGE_READWRITE);
    view[PAGE] = 'S';
    printf("in the other: %c\n", other[PAGE]);
    protect("a reading view made writing", other, PAGE_READWRITE);
    protect("made copying", other, PAGE_WRITECOPY);
    other[0] = 'F';
    printf("written: %.5s here, %.5s in the other\n", other, view);
    UnmapViewOfFile(other);
    UnmapViewOfFile(view);
    char *again = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    printf("in the file: %.5s, %c\n", again, again[PAGE]);
    UnmapViewOfFile(again);
    CloseHandle(section);
}

/* What may happen to a file that is mapped. */
static void kept(HANDLE file)
{
    HANDLE section = map(file, PAGE_READWRITE, 0);
    volatile char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    DWORD done;
    CloseHandle(section);
    SetFilePointer(file, 2 * PAGE, NULL, FILE_BEGIN);
    say("cut below the view", SetEndOfFile(file));
    SetFilePointer(file, 3 * PAGE + 1, NULL, FILE_BEGIN);
    say("cut within the last page", SetEndOfFile(file));
    say("deleted", DeleteFileA(name));
    say("overwritten", open_file(GENERIC_WRITE, CREATE_ALWAYS) != INVALID_HANDLE_VALUE);
    SetFilePointer(file, 0, NULL, FILE_END);
    say("longer", WriteFile(file, "more", 4, &done, NULL));
    view[3 * PAGE] = 'V';
    say("flushed by the file's handle", FlushFileBuffers(file));
    say("renamed", MoveFileA(name, "C:\\TEMP\\other.dat"));
    say("and back", MoveFileA("C:\\TEMP\\other.dat", name));
    say("flushed beyond the view", FlushViewOfFile((void *)view, 9 * PAGE));
    say("flushed where no view is", FlushViewOfFile((void *)0x10000000, 0));
    UnmapViewOfFile((void *)view);
    SetFilePointer(file, 2 * PAGE, NULL, FILE_BEGIN);
    say("cut when the view is gone", SetEndOfFile(file));
}

/* ---- a section that grows ---- */

static NTSTATUS(NTAPI *create_section)(HANDLE *section, ACCESS_MASK access, void *attributes,
                                       LARGE_INTEGER *size, ULONG protect, ULONG kind, HANDLE file);
static NTSTATUS(NTAPI *extend_section)(HANDLE section, LARGE_INTEGER *size);

static void extend(const char *what, HANDLE section, DWORD size)
{
    LARGE_INTEGER bytes = {.QuadPart = size};
    NTSTATUS status = extend_section(section, &bytes);
    printf("%-44s %08lx, %lu\n", what, status, bytes.LowPart);
}

static HANDLE section_of(HANDLE file, ACCESS_MASK access, DWORD size, DWORD protect, ULONG kind)
{
    LARGE_INTEGER bytes = {.QuadPart = size};
    HANDLE section = NULL;
    NTSTATUS status = create_section(&section, access, NULL, size ? &bytes : NULL, protect, kind, file);
    if (status)
        printf("no section: %08lx\n", status);
    return section;
}

static void extended(HANDLE file, HANDLE reader)
{
    HMODULE ntdll = GetModuleHandleA("ntdll.dll");
    create_section = (void *)GetProcAddress(ntdll, "NtCreateSection");
    extend_section = (void *)GetProcAddress(ntdll, "NtExtendSection");
    HANDLE section = section_of(file, SECTION_ALL_ACCESS, PAGE, PAGE_READWRITE, SEC_COMMIT);
    HANDLE reading = section_of(reader, SECTION_ALL_ACCESS, PAGE, PAGE_READONLY, SEC_COMMIT);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    printf("the file has %lu bytes\n", GetFileSize(file, NULL));
    extend("a section to all of it", section, 2 * PAGE);
    extend("to less", section, 5);
    extend("and the file with it", section, 5 * PAGE + 7);
    printf("the file has %lu bytes\n", GetFileSize(file, NULL));
    char *larger = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    larger[5 * PAGE] = 'E';
    printf("the old view has %d page, a new one shows %d and %c\n", IsBadReadPtr(view + PAGE, 1) ? 1 : 2,
           larger[4 * PAGE], larger[5 * PAGE]);
    extend("a reading one to all of it", reading, 5 * PAGE + 7);
    extend("a reading one beyond", reading, 6 * PAGE);
    extend("more than the disk", section, 0x10000000);
    extend("more than any address", section, 0xf0000000);
    HANDLE without =
        section_of(file, SECTION_ALL_ACCESS & ~SECTION_EXTEND_SIZE, 0, PAGE_READWRITE, SEC_COMMIT);
    extend("without the right", without, 6 * PAGE);
    HANDLE memory = section_of(NULL, SECTION_ALL_ACCESS, PAGE, PAGE_READWRITE, SEC_COMMIT);
    extend("one of the page file", memory, 2 * PAGE);
    UnmapViewOfFile(view);
    UnmapViewOfFile(larger);
    CloseHandle(memory);
    CloseHandle(without);
    CloseHandle(reading);
    CloseHandle(section);
}

/* A section that was only reserved. */
static void reserved(void)
{
    HANDLE section = map(INVALID_HANDLE_VALUE, PAGE_READWRITE | SEC_RESERVE, 64 * PAGE);
    char *one = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    char *other = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    MEMORY_BASIC_INFORMATION there;
    VirtualQuery(one, &there, sizeof there);
    printf("reserved: state %lx, %lu pages\n", there.State, there.RegionSize / PAGE);
    say("committed in one view", VirtualAlloc(one + 4 * PAGE, 2 * PAGE, MEM_COMMIT, PAGE_READWRITE) != NULL);
    one[5 * PAGE] = 7;
    VirtualQuery(other + 4 * PAGE, &there, sizeof there);
    printf("in the other: state %lx, %lu pages, %d\n", there.State, there.RegionSize / PAGE, other[5 * PAGE]);
    say("taken back", VirtualFree(one + 4 * PAGE, PAGE, MEM_DECOMMIT));
    say("one of the page file flushed", FlushViewOfFile(one, 0));
}

/* As large as a program's half can show, and larger. */
static void large(void)
{
    const DWORD bytes = 0x60000000;
    HANDLE section = map(INVALID_HANDLE_VALUE, PAGE_READWRITE | SEC_RESERVE, bytes);
    say("1.5 GB reserved", section != NULL);
    char *view = MapViewOfFile(section, FILE_MAP_WRITE, 0, 0, 0);
    say("shown", view != NULL);
    char *last = view ? VirtualAlloc(view + bytes - PAGE, PAGE, MEM_COMMIT, PAGE_READWRITE) : NULL;
    say("its last page committed", last != NULL);
    if (last)
        last[PAGE - 1] = 9;
    char *end = MapViewOfFile(section, FILE_MAP_READ, 0, bytes - 16 * PAGE, 16 * PAGE);
    printf("shown at another address: %d\n", last && end ? end[16 * PAGE - 1] : -1);
    SetLastError(0);
    if (end)
        UnmapViewOfFile(end);
    if (view)
        UnmapViewOfFile(view);
    CloseHandle(section);
    try_map("2 GB less 64 KB", INVALID_HANDLE_VALUE, PAGE_READWRITE | SEC_RESERVE, 0x7fff0000);
    try_map("a page more", INVALID_HANDLE_VALUE, PAGE_READWRITE | SEC_RESERVE, 0x7fff1000);
}

int main(void)
{
    HANDLE file = open_file(GENERIC_READ | GENERIC_WRITE, CREATE_ALWAYS);
    HANDLE reader = open_file(GENERIC_READ, OPEN_EXISTING);
    SetLastError(0);
    sizes(file, reader);
    access_rules(file, reader);
    view_rules(file);
    copied_later(file);
    kept(file);
    extended(file, reader);
    reserved();
    large();
    CloseHandle(reader);
    CloseHandle(file);
    say("deleted", DeleteFileA(name));
    return 0;
}
