/* What the C library says to an argument that is not there: EINVAL and its function's word for a mistake. */
#define __USE_MINGW_ANSI_STDIO 0
#include <errno.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timeb.h>
#include <wchar.h>
#include <windows.h>

#define SAY(call)                                                                                            \
    do {                                                                                                     \
        errno = 0;                                                                                           \
        long result = (long)(call);                                                                          \
        int error = errno;                                                                                   \
        printf("%s: %ld %d\n", #call, result, error);                                                        \
    } while (0)

static void missing(void)
{
    char bytes[300];
    wchar_t wide[300];
    struct _finddata_t found;
    SAY(fopen(NULL, "r"));
    SAY(fread(NULL, 1, 5, stdin));
    SAY(fread(bytes, 0x10000, 0x10000, stdin));
    SAY(fwrite(bytes, 1, 5, NULL));
    SAY(fgets(bytes, 5, NULL));
    SAY(fputs(NULL, stdout));
    SAY(fputws(NULL, stdout));
    SAY(fseek(NULL, 0, 0));
    SAY(feof(NULL));
    SAY(ungetc(1, NULL));
    SAY(fprintf(NULL, "x"));
    SAY(fprintf(stdout, NULL));
    SAY(_write(1, NULL, 5));
    SAY(_access(NULL, 0));
    SAY(_findfirst("*", NULL));
    SAY(getenv(NULL));
    SAY((_searchenv(NULL, "PATH", bytes), 0) || *bytes);
    SAY((_splitpath(NULL, NULL, NULL, bytes, NULL), 0) || *bytes);
    SAY(_strlwr(NULL));
    SAY(_wcsrev(NULL));
    SAY(mbstowcs(wide, NULL, 5));
    SAY(wcstombs(bytes, NULL, 5));
    SAY(atoi(NULL));
    SAY((_ftime(NULL), 0));
}

static void nothing(void)
{
    errno_t (*random)(unsigned *) = (void *)GetProcAddress(GetModuleHandleA("msvcrt"), "rand_s");
    unsigned numbers[3];
    SAY(_popen("cmd /c echo", "r"));
    SAY(_popen(NULL, "r"));
    SAY(_wpopen(L"cmd", L"w"));
    SAY(_pclose(NULL));
    printf("%p %p", _strdup(NULL), _wcsdup(NULL));
    errno = 0;
    printf(" %d", _stricmp(NULL, "a"));
    printf(" %d", _wcsicmp(L"a", NULL));
    printf(" %d\n", errno);
    for (int i = 0; i < 3; i++)
        printf("%d ", random(&numbers[i]));
    printf("%d %d\n", numbers[0] != numbers[1] && numbers[1] != numbers[2], random(NULL));
}

int main(void)
{
    nothing();
    missing();
    return 0;
}
