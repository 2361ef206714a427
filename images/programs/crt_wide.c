/* A program that begins at wmain, with UTF-16 arguments and environment. */
#include <stdio.h>
#include <wchar.h>
#include <stdlib.h>

int wmain(int argc, wchar_t **argv)
{
    for (int i = 1; i < argc; i++)
        wprintf(L"%d <%ls>\n", i, argv[i]);
    wprintf(L"%d %ls\n", _wgetenv(L"PATH") != NULL, _wgetenv(L"NO_SUCH_NAME") ? L"there" : L"none");
    return argc;
}
