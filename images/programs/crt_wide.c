/* UTF-16 arguments and environment, as a program that begins at wmain gets them. */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

int __wgetmainargs(int *argc, wchar_t ***argv, wchar_t ***environment, int expand, int *mode);

int main(void)
{
    int argc, mode = 0;
    wchar_t **argv, **environment;
    __wgetmainargs(&argc, &argv, &environment, 0, &mode);
    for (int i = 1; i < argc; i++)
        wprintf(L"%d <%ls>\n", i, argv[i]);
    wprintf(L"%d %ls\n", _wgetenv(L"PATH") != NULL, _wgetenv(L"NO_SUCH_NAME") ? L"there" : L"none");
    wprintf(L"%d %d\n", environment[0] != NULL, __argc == argc);
    return argc;
}
