/*
 * The name space of objects: directories, symbolic links and devices, by NTDLL's services and by KERNEL32.
 * Each line says what was tried and what came of it, a status or a name. What must be seen: names lead where
 * links say, whatever they pass through; a name goes with the last handle unless it is permanent; nothing is
 * left.
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

#define INSENSITIVE 0x40
#define OPENIF      0x80
#define OPENLINK    0x100
#define PERMANENT   0x10
#define ALL         0x2000000 /* MAXIMUM_ALLOWED */

struct text {
    USHORT length, maximum;
    WCHAR *buffer;
};
struct attributes {
    ULONG length;
    HANDLE root;
    struct text *name;
    ULONG bits;
    void *security, *quality;
};
struct entry {
    struct text name, type;
};

static LONG(NTAPI *create_directory)(HANDLE *, ACCESS_MASK, struct attributes *);
static LONG(NTAPI *open_directory)(HANDLE *, ACCESS_MASK, struct attributes *);
static LONG(NTAPI *query_directory)(HANDLE, void *, ULONG, BOOLEAN, BOOLEAN, ULONG *, ULONG *);
static LONG(NTAPI *create_link)(HANDLE *, ACCESS_MASK, struct attributes *, struct text *);
static LONG(NTAPI *open_link)(HANDLE *, ACCESS_MASK, struct attributes *);
static LONG(NTAPI *query_link)(HANDLE, struct text *, ULONG *);
static LONG(NTAPI *make_permanent)(HANDLE);
static LONG(NTAPI *make_temporary)(HANDLE);
static LONG(NTAPI *create_event)(HANDLE *, ACCESS_MASK, struct attributes *, ULONG, BOOLEAN);
static LONG(NTAPI *open_event)(HANDLE *, ACCESS_MASK, struct attributes *);
static LONG(NTAPI *open_file)(HANDLE *, ACCESS_MASK, struct attributes *, void *, ULONG, ULONG);
static LONG(NTAPI *query_object)(HANDLE, ULONG, void *, ULONG, ULONG *);
static LONG(NTAPI *adjust_privilege)(ULONG, BOOLEAN, BOOLEAN, BOOLEAN *);

static void *find(const char *name)
{
    return (void *)GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
}

static void functions(void)
{
    create_directory = find("NtCreateDirectoryObject");
    open_directory = find("NtOpenDirectoryObject");
    query_directory = find("NtQueryDirectoryObject");
    create_link = find("NtCreateSymbolicLinkObject");
    open_link = find("NtOpenSymbolicLinkObject");
    query_link = find("NtQuerySymbolicLinkObject");
    make_permanent = find("NtMakePermanentObject");
    make_temporary = find("NtMakeTemporaryObject");
    create_event = find("NtCreateEvent");
    open_event = find("NtOpenEvent");
    open_file = find("NtOpenFile");
    query_object = find("NtQueryObject");
    adjust_privilege = find("RtlAdjustPrivilege");
}

static struct text text_of(const WCHAR *name)
{
    USHORT bytes = (USHORT)(wcslen(name) * sizeof *name);
    return (struct text){bytes, bytes + sizeof *name, (WCHAR *)name};
}

static struct attributes *named(HANDLE root, const WCHAR *name, ULONG bits)
{
    static struct text text;
    static struct attributes attributes;
    text = text_of(name);
    attributes = (struct attributes){sizeof attributes, root, &text, bits, NULL, NULL};
    return &attributes;
}

static void say(const char *what, LONG status)
{
    printf("%s %lx\n", what, status);
}

/* ---- what things are called ---- */

static void say_name(const char *what, HANDLE handle)
{
    static WCHAR room[600];
    ULONG needed = 0;
    LONG status = query_object(handle, 1, room, sizeof room, &needed);
    const struct text *name = (struct text *)room;
    printf("%s %lx \"%.*ls\" in %lu\n", what, status, name->length / 2, name->buffer ? name->buffer : L"",
           needed);
}

static void say_type(const char *what, HANDLE handle)
{
    static WCHAR room[200];
    const struct text *name = (struct text *)room;
    const ULONG *counts = (ULONG *)(name + 1);
    LONG status = query_object(handle, 2, room, sizeof room, NULL);
    printf("%s %lx %.*ls: objects %lu, handles %lu\n", what, status, name->length / 2, name->buffer,
           counts[0], counts[1]);
}

static void say_basic(const char *what, HANDLE handle)
{
    ULONG basic[14];
    LONG status = query_object(handle, 0, basic, sizeof basic, NULL);
    printf("%s %lx attributes %lx, handles %lu, references %lu, name %lu\n", what, status, basic[0], basic[2],
           basic[3], basic[9]);
}

/* ---- directories ---- */

static void say_entries(const WCHAR *path)
{
    static WCHAR room[300];
    const struct entry *entry = (struct entry *)room;
    ULONG place = 0, first = 1;
    HANDLE directory;
    LONG status = open_directory(&directory, 1, named(NULL, path, INSENSITIVE));
    printf("%ls %lx\n", path, status);
    for (; (status = query_directory(directory, room, sizeof room, TRUE, first, &place, NULL)) == 0;
         first = 0)
        printf("  %.*ls %.*ls\n", entry->name.length / 2, entry->name.buffer, entry->type.length / 2,
               entry->type.buffer);
    say("  then", status);
    CloseHandle(directory);
}

/* All at once: the whole list, one that has room for a part, one for none. */
static void many_at_once(void)
{
    static WCHAR room[1000];
    const struct entry *entry = (struct entry *)room;
    ULONG place = 0, needed = 0;
    HANDLE directory;
    open_directory(&directory, 1, named(NULL, L"\\Device", 0));
    LONG status = query_directory(directory, room, sizeof room, FALSE, TRUE, &place, &needed);
    printf("all devices %lx, up to %lu, the last %.*ls, then %p\n", status, place, entry[3].name.length / 2,
           entry[3].name.buffer, (void *)entry[4].name.buffer);
    status = query_directory(directory, room, needed - 1, FALSE, TRUE, &place, &needed);
    printf("a byte less %lx, up to %lu\n", status, place);
    status = query_directory(directory, room, 20, TRUE, TRUE, &place, &needed);
    printf("room for 20 bytes %lx, %lu needed\n", status, needed);
    say("room for none", query_directory(directory, room, 15, FALSE, TRUE, &place, &needed));
    place = 100;
    say("from 100 on", query_directory(directory, room, sizeof room, FALSE, FALSE, &place, &needed));
    CloseHandle(directory);
}

static HANDLE event(HANDLE root, const WCHAR *name, ULONG bits)
{
    HANDLE made = NULL;
    LONG status = create_event(&made, ALL, named(root, name, bits), 0, FALSE);
    printf("event %ls %lx\n", name, status);
    return made;
}

static void opened(HANDLE root, const WCHAR *name, ULONG bits)
{
    HANDLE found = NULL;
    LONG status = open_event(&found, ALL, named(root, name, bits));
    printf("open %ls %lx\n", name, status);
    if (found)
        CloseHandle(found);
}

static void own_directories(void)
{
    HANDLE house, room, chair, table;
    say("house", create_directory(&house, ALL, named(NULL, L"\\House", 0)));
    say("room", create_directory(&room, ALL, named(house, L"Room", 0)));
    say("once more", create_directory(&table, ALL, named(NULL, L"\\House\\Room", 0)));
    chair = event(room, L"Chair", 0);
    say_name("called", chair);
    say_basic("it has", chair);
    say_type("all like it", room);
    opened(NULL, L"\\House\\Room\\Chair", 0);
    opened(NULL, L"\\HOUSE\\room\\CHAIR", INSENSITIVE);
    opened(NULL, L"\\HOUSE\\room\\CHAIR", 0);
    opened(house, L"Room\\Chair", 0);
    opened(house, L"\\Room\\Chair", 0);
    opened(house, L"Room\\Chair\\Leg", 0);
    opened(house, L"Cellar\\Chair", 0);
    opened(chair, L"Leg", 0);
    CloseHandle(house);
    opened(NULL, L"\\House\\Room\\Chair", 0); /* the house had no other handle */
    opened(room, L"Chair", 0);
    say_name("now", chair);
    CloseHandle(room);
    CloseHandle(chair);
}

/* ---- links ---- */

static HANDLE link(const WCHAR *name, const WCHAR *target, ULONG bits)
{
    struct text to = text_of(target);
    HANDLE made = NULL;
    LONG status = create_link(&made, ALL, named(NULL, name, bits), &to);
    printf("link %ls to %ls %lx\n", name, target, status);
    return made;
}

static void say_target(const WCHAR *name, ULONG room)
{
    static WCHAR buffer[100];
    struct text to = {0, (USHORT)room, buffer};
    ULONG needed = 0;
    HANDLE found;
    LONG status = open_link(&found, 1, named(NULL, name, INSENSITIVE));
    if (status == 0)
        status = query_link(found, &to, &needed);
    printf("%ls is %lx \"%.*ls\", %lu bytes\n", name, status, to.length / 2, buffer, needed);
    if (needed)
        CloseHandle(found);
}

static void links(void)
{
    struct text none = {0};
    HANDLE made;
    HANDLE one = link(L"\\BaseNamedObjects\\one", L"\\BaseNamedObjects\\two", 0);
    HANDLE two = link(L"\\BaseNamedObjects\\two", L"\\BaseNamedObjects\\three", 0);
    opened(NULL, L"\\BaseNamedObjects\\one", 0);
    HANDLE three = event(NULL, L"\\BaseNamedObjects\\one", 0);
    say_name("it is", three);
    opened(NULL, L"\\BaseNamedObjects\\one", 0);
    opened(NULL, L"\\BaseNamedObjects\\one", OPENLINK);
    CloseHandle(event(NULL, L"\\BaseNamedObjects\\one", OPENIF));
    CloseHandle(three);
    HANDLE round = link(L"\\BaseNamedObjects\\three", L"\\BaseNamedObjects\\one", 0);
    opened(NULL, L"\\BaseNamedObjects\\one", 0);
    say_target(L"\\BaseNamedObjects\\one", sizeof(WCHAR) * 100);
    say_target(L"\\BaseNamedObjects\\one", 10);
    link(L"\\BaseNamedObjects\\one", L"\\", 0);
    say("no target", create_link(&made, ALL, named(NULL, L"\\BaseNamedObjects\\four", 0), &none));
    CloseHandle(one);
    CloseHandle(two);
    CloseHandle(round);
}

/* ---- devices and files ---- */

static void file(const WCHAR *name)
{
    ULONG io[2];
    HANDLE opened_file = NULL;
    LONG status = open_file(&opened_file, 0x80100000, named(NULL, name, INSENSITIVE), io, 7, 0x20);
    printf("file %ls %lx\n", name, status);
    if (!opened_file)
        return;
    say_name(" ", opened_file);
    CloseHandle(opened_file);
}

static void files(void)
{
    file(L"\\??\\C:\\BOOT.INI");
    file(L"\\Device\\HarddiskVolume1\\BOOT.INI");
    file(L"\\DosDevices\\c:\\windows");
    file(L"\\GLOBAL??\\C:\\none");
    file(L"\\??\\GLOBALROOT\\Device\\HarddiskVolume1\\BOOT.INI");
    file(L"\\??\\NUL");
    file(L"\\Device\\Null");
    file(L"\\Device\\ConDrv\\CurrentOut");
    file(L"\\Device\\Null\\behind");
    file(L"\\Device\\NamedPipe\\");
    file(L"\\Device\\Floppy0");
    file(L"\\??\\D:\\BOOT.INI");
    file(L"\\Device");
    file(L"BOOT.INI");
    opened(NULL, L"\\??\\C:\\BOOT.INI", 0);
}

/* ---- names that stay ---- */

static void permanent(void)
{
    BOOLEAN before;
    HANDLE stays = event(NULL, L"\\BaseNamedObjects\\stays", PERMANENT);
    stays = event(NULL, L"\\BaseNamedObjects\\stays", 0);
    say("permanent", make_permanent(stays));
    say("with the privilege", adjust_privilege(16, TRUE, FALSE, &before));
    say("permanent", make_permanent(stays));
    say_basic("it has", stays);
    CloseHandle(stays);
    say("open", open_event(&stays, ALL, named(NULL, L"\\BaseNamedObjects\\stays", 0)));
    say("temporary", make_temporary(stays));
    CloseHandle(stays);
    opened(NULL, L"\\BaseNamedObjects\\stays", 0);
    CloseHandle(event(NULL, L"\\BaseNamedObjects\\left", PERMANENT));
    adjust_privilege(16, before, FALSE, &before);
    opened(NULL, L"\\BaseNamedObjects\\left", 0); /* until the machine ends */
    open_directory(&stays, ALL, named(NULL, L"\\Device", 0));
    say("the kernel's own", make_temporary(stays));
    CloseHandle(stays);
}

/* ---- KERNEL32 ---- */

static void say_device(const char *name)
{
    char target[80];
    DWORD length = QueryDosDeviceA(name, target, sizeof target);
    if (length)
        printf("%s is \"%s\", %lu\n", name, target, length);
    else
        printf("%s: error %lu\n", name, GetLastError());
}

static void say_can_read(const char *name)
{
    HANDLE opened_file = CreateFileA(name, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    if (opened_file == INVALID_HANDLE_VALUE) {
        printf("%s: error %lu\n", name, GetLastError());
        return;
    }
    say_name(name, opened_file);
    CloseHandle(opened_file);
}

static void define(DWORD flags, const char *name, const char *target)
{
    SetLastError(0);
    BOOL done = DefineDosDeviceA(flags, name, target);
    printf("define %lx %s %s: %d, error %lu\n", flags, name, target ? target : "-", done, GetLastError());
}

static void drives(void)
{
    char all[200], few[20];
    DWORD length = QueryDosDeviceA(NULL, all, sizeof all);
    printf("devices, %lu:", length);
    for (const char *name = all; length && *name; name += strlen(name) + 1)
        printf(" %s", name);
    printf("\n");
    length = QueryDosDeviceA(NULL, few, sizeof few);
    printf("in 20: %lu, error %lu\n", length, GetLastError());
    say_device("C:");
    say_device("nul");
    say_device("X:");
    CreateDirectoryA("C:\\TEMP\\SUB", NULL);
    CloseHandle(CreateFileA("C:\\TEMP\\SUB\\a.txt", GENERIC_WRITE, 0, NULL, CREATE_NEW, 0, NULL));
    define(0, "X:", "C:\\TEMP\\SUB");
    say_device("x:");
    say_can_read("X:\\a.txt");
    say_can_read("X:\\none");
    define(0, "X:", "C:\\");
    define(DDD_REMOVE_DEFINITION | DDD_EXACT_MATCH_ON_REMOVE, "X:", "C:\\TEMP");
    define(DDD_REMOVE_DEFINITION, "X:", NULL);
    define(DDD_REMOVE_DEFINITION, "X:", NULL);
    define(DDD_RAW_TARGET_PATH, "Y:", "\\Device\\HarddiskVolume1");
    say_can_read("Y:\\BOOT.INI");
    define(DDD_REMOVE_DEFINITION, "C:", NULL);
    define(0x100, "Z:", "C:\\");
}

static void prefixes(void)
{
    HANDLE here = CreateEventA(NULL, TRUE, FALSE, "Local\\here");
    say_name("Local\\here", here);
    HANDLE again = OpenEventA(EVENT_ALL_ACCESS, FALSE, "Global\\here");
    printf("Global\\here %d\n", again != NULL);
    SetLastError(0);
    HANDLE none = CreateEventA(NULL, TRUE, FALSE, "Other\\here");
    printf("Other\\here %p, error %lu\n", (void *)none, GetLastError());
    none = CreateEventA(NULL, TRUE, FALSE, "here\\below");
    printf("here\\below %p, error %lu\n", (void *)none, GetLastError());
    CloseHandle(again);
    CloseHandle(here);
}

int main(void)
{
    functions();
    say_entries(L"\\");
    say_entries(L"\\BaseNamedObjects");
    say_entries(L"\\Device");
    say_entries(L"\\??");
    many_at_once();
    own_directories();
    links();
    files();
    permanent();
    drives();
    prefixes();
    say_name("a process", GetCurrentProcess());
    return 0;
}
