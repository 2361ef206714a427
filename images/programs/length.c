/* How long its command line is, whether it is whole, and whether the environment behind it is. */
#include <stdio.h>
#include <string.h>
#include <windows.h>

int main(int count, char **arguments)
{
    const char *line = GetCommandLineA(), *last = arguments[count - 1];
    char root[32] = "";
    size_t filler = strspn(last, "x");
    GetEnvironmentVariableA("SYSTEMROOT", root, sizeof root);
    printf("%u bytes, %u arguments, the last ends in %s, %s\n", (unsigned)strlen(line), (unsigned)count,
           last + filler, root);
    return lstrlenW(GetCommandLineW()) == (int)strlen(line) ? 0 : 1;
}
