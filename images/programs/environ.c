/*
 * Environment variables: values that are empty, sizes that just fit, names that are none, blocks of one's
 * own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>
#include <winternl.h>

typedef NTSTATUS NTAPI query_variable(const WCHAR *, UNICODE_STRING *, UNICODE_STRING *);
typedef NTSTATUS NTAPI set_variable(WCHAR **, UNICODE_STRING *, UNICODE_STRING *);
typedef NTSTATUS NTAPI expand_strings(const WCHAR *, UNICODE_STRING *, UNICODE_STRING *, ULONG *);
typedef NTSTATUS NTAPI create_block(BOOLEAN, WCHAR **);
typedef NTSTATUS NTAPI destroy_block(WCHAR *);

static FARPROC ntdll(const char *name)
{
    return GetProcAddress(GetModuleHandleA("ntdll.dll"), name);
}

/* Both kinds of the call, with a buffer of `size` characters. */
static void get(const char *name, DWORD size)
{
    char text[8] = "old";
    WCHAR wide[8] = L"old", wide_name[8];
    mbstowcs(wide_name, name, 8);
    SetLastError(1234);
    DWORD length = GetEnvironmentVariableA(name, size ? text : NULL, size), error = GetLastError();
    SetLastError(1234);
    DWORD wide_length = GetEnvironmentVariableW(wide_name, size ? wide : NULL, size);
    printf("%s in %lu: %lu error %lu \"%s\", %lu error %lu \"%ls\"\n", name, size, length, error, text,
           wide_length, GetLastError(), wide);
}

static void sizes(void)
{
    SetEnvironmentVariableA("three", "abc");
    SetEnvironmentVariableA("empty", "");
    for (DWORD size = 0; size <= 5; size++)
        get("three", size);
    for (DWORD size = 0; size <= 2; size++)
        get("EMPTY", size);
    get("none", 4);
}

static void set(const char *name, const char *value)
{
    char text[8] = "-";
    SetLastError(1234);
    BOOL done = SetEnvironmentVariableA(name, value);
    DWORD error = GetLastError();
    GetEnvironmentVariableA(name, text, sizeof text);
    printf("set \"%s\": %d error %lu, \"%s\"\n", name, done, error, text);
}

static void names(void)
{
    set("", "x");
    set("a=b", "x");
    set("=Q:", "Q:\\x");
    set("=Q:", NULL);
    set("CaSe", "1");
    set("cAsE", "2");
    set("case", NULL);
    set("case", NULL);
}

static UNICODE_STRING string_of(const WCHAR *text)
{
    USHORT bytes = (USHORT)(wcslen(text) * sizeof *text);
    return (UNICODE_STRING){bytes, bytes, (WCHAR *)text};
}

static void query(const char *what, const WCHAR *block, const WCHAR *name)
{
    WCHAR text[8] = L"";
    UNICODE_STRING wanted = string_of(name), value = {0, sizeof text - sizeof *text, text};
    NTSTATUS status = ((query_variable *)ntdll("RtlQueryEnvironmentVariable_U"))(block, &wanted, &value);
    printf("%s, %ls: %08lx \"%ls\"\n", what, name, status, text);
}

static void change(WCHAR **block, const WCHAR *name, const WCHAR *value)
{
    UNICODE_STRING wanted = string_of(name), text = string_of(value ? value : L"");
    NTSTATUS status =
        ((set_variable *)ntdll("RtlSetEnvironmentVariable"))(block, &wanted, value ? &text : NULL);
    printf("set %ls: %08lx\n", name, status);
}

static void expand(const WCHAR *block, const WCHAR *from)
{
    WCHAR text[16] = L"";
    UNICODE_STRING in = string_of(from), out = {0, sizeof text, text};
    ULONG bytes = 0;
    NTSTATUS status = ((expand_strings *)ntdll("RtlExpandEnvironmentStrings_U"))(block, &in, &out, &bytes);
    printf("expand %ls: %08lx %lu \"%ls\"\n", from, status, bytes, text);
}

static void blocks(void)
{
    static const WCHAR literal[] = L"foo=bar\0other=x\0";
    WCHAR *own = NULL;
    query("literal", literal, L"FOO");
    query("literal", literal, L"three");
    expand(literal, L"<%foo%%three%>");
    ((create_block *)ntdll("RtlCreateEnvironment"))(FALSE, &own);
    change(&own, L"one", L"1");
    change(&own, L"two", L"2");
    change(&own, L"one", NULL);
    query("own", own, L"one");
    query("own", own, L"two");
    query("process", NULL, L"two");
    ((destroy_block *)ntdll("RtlDestroyEnvironment"))(own);
}

int main(void)
{
    sizes();
    names();
    blocks();
    return 0;
}
