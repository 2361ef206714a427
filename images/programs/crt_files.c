/* Streams and descriptors: modes, places, text translation, buffers, names. */
#include <ctype.h>
#include <direct.h>
#include <errno.h>
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <wchar.h>

#define NAME "crt_files.tmp"

static void show(const char *what)
{
    unsigned char bytes[64];
    FILE *file = fopen(NAME, "rb");
    size_t count = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    printf("%s:", what);
    for (size_t i = 0; i < count; i++)
        printf(bytes[i] < ' ' || bytes[i] > '~' ? " %02x" : " %c", bytes[i]);
    printf("\n");
    if (file)
        fclose(file);
}

static void put(const char *bytes, size_t count)
{
    FILE *file = fopen(NAME, "wb");
    fwrite(bytes, 1, count, file);
    fclose(file);
}

static void modes(void)
{
    FILE *file = fopen(NAME, "w");
    printf("%d %d\n", fputs("a\nb\n", file), fputc('c', file));
    printf("%ld\n", ftell(file));
    fclose(file);
    show("text");
    file = fopen(NAME, "a");
    printf("%ld ", ftell(file));
    fputs("more\n", file);
    printf("%ld\n", ftell(file));
    fclose(file);
    show("appended");
    file = fopen(NAME, "r+");
    fseek(file, 3, SEEK_SET);
    fputc('B', file);
    fflush(file);
    printf("%c%c\n", fgetc(file), fgetc(file));
    fclose(file);
    show("updated");
    file = fopen(NAME, "a+b");
    fputs("\n!", file);
    rewind(file);
    printf("%c\n", fgetc(file));
    fclose(file);
    show("a+b");
    printf("%d %d\n", fopen(NAME, "q") == NULL, errno);
    printf("%d %d\n", fopen("no\\such\\folder", "w") == NULL, errno);
    file = fopen(NAME, "r");
    printf("%d %d %d\n", fputc('x', file), ferror(file) != 0, feof(file) != 0);
    clearerr(file);
    printf("%d\n", ferror(file));
    fclose(file);
}

static void text_reading(void)
{
    char line[32];
    int c;
    put("a\r\nb\rc\nd\r\r\ne\x1a hidden", 21);
    FILE *file = fopen(NAME, "r");
    while ((c = fgetc(file)) != EOF)
        printf(isprint(c) ? "%c " : "%02x ", c);
    printf("eof %d\n", feof(file) != 0);
    fclose(file);
    put("first\r\nsecond\r\nthird", 20);
    file = fopen(NAME, "r");
    printf("%s", fgets(line, sizeof line, file));
    long place = ftell(file);
    printf("%ld %s", place, fgets(line, sizeof line, file));
    printf("%ld ", ftell(file));
    fseek(file, place, SEEK_SET);
    printf("%s", fgets(line, 4, file));
    fseek(file, 2, SEEK_CUR);
    printf(" %s", fgets(line, sizeof line, file));
    printf("%s ", fgets(line, sizeof line, file));
    printf("%d\n", fgets(line, sizeof line, file) == NULL);
    fpos_t position;
    rewind(file);
    fgets(line, sizeof line, file);
    fgetpos(file, &position);
    fgets(line, sizeof line, file);
    fsetpos(file, &position);
    printf("%s", fgets(line, sizeof line, file));
    fseek(file, -5, SEEK_END);
    printf("%s\n", fgets(line, sizeof line, file));
    fclose(file);
}

static void ungetting(void)
{
    put("xyz", 3);
    FILE *file = fopen(NAME, "rb");
    printf("%c ", ungetc('A', file));
    printf("%c ", fgetc(file));
    printf("%c ", fgetc(file));
    printf("%d ", ungetc(EOF, file));
    ungetc('B', file);
    printf("%ld ", ftell(file));
    printf("%c%c%c ", fgetc(file), fgetc(file), fgetc(file));
    printf("%d ", fgetc(file));
    ungetc('C', file);
    printf("%d %c\n", feof(file), fgetc(file));
    fclose(file);
}

static void buffers(void)
{
    static char own[512];
    char big[10000];
    FILE *file = fopen(NAME, "wb");
    printf("%d ", setvbuf(file, own, _IOFBF, sizeof own));
    for (int i = 0; i < 1000; i++)
        fputc('a' + i % 26, file);
    printf("%ld ", ftell(file));
    memset(big, 'z', sizeof big);
    printf("%u ", (unsigned)fwrite(big, 100, 100, file));
    printf("%ld\n", ftell(file));
    fclose(file);
    file = fopen(NAME, "rb");
    printf("%u ", (unsigned)fread(big, 1, 500, file));
    printf("%c%c ", big[0], big[499]);
    printf("%u ", (unsigned)fread(big, 3, 3000, file));
    printf("%ld ", ftell(file));
    printf("%u %ld %d\n", (unsigned)fread(big, 1, 10000, file), ftell(file), feof(file) != 0);
    fclose(file);
    file = fopen(NAME, "wb");
    setvbuf(file, NULL, _IONBF, 0);
    fprintf(file, "unbuffered %d", 1);
    fputc('!', file);
    struct stat facts;
    fstat(fileno(file), &facts);
    printf("%ld\n", (long)facts.st_size);
    fclose(file);
}

static void descriptors(void)
{
    char buffer[32] = "";
    int fd = _open(NAME, _O_CREAT | _O_TRUNC | _O_RDWR | _O_TEXT, _S_IREAD | _S_IWRITE);
    printf("%d %d ", fd >= 3, _write(fd, "1\n2\n", 4));
    printf("%ld ", _lseek(fd, 0, SEEK_CUR));
    printf("%ld ", _lseek(fd, 0, SEEK_SET));
    printf("%d ", _read(fd, buffer, 32));
    printf("%x %x\n", _setmode(fd, _O_BINARY), _setmode(fd, _O_TEXT));
    int copy = _dup(fd);
    printf("%d %ld %d ", copy != fd, _filelength(copy), _eof(copy));
    printf("%d ", _close(fd));
    printf("%d\n", _read(fd, buffer, 1));
    printf("%d ", errno);
    FILE *file = _fdopen(copy, "r");
    rewind(file);
    printf("%s", fgets(buffer, 32, file));
    fclose(file);
    printf("%d %d\n", _isatty(copy), _close(copy));
    fd = _open(NAME, _O_CREAT | _O_EXCL | _O_RDWR, _S_IWRITE);
    printf("%d %d\n", fd, errno);
    fd = _open(NAME, _O_RDWR | _O_BINARY);
    printf("%d ", _chsize(fd, 3));
    printf("%ld\n", _filelength(fd));
    _close(fd);
}

static void facts(void)
{
    struct stat of;
    printf("%d %o %ld\n", stat(NAME, &of), of.st_mode, (long)of.st_size);
    printf("%d %d\n", stat("nothing", &of), errno);
    printf("%d %o\n", stat(".", &of), of.st_mode);
    printf("%d %d %d %d\n", _access(NAME, 0), _access(NAME, 2), _access("nothing", 0), errno);
    printf("%d ", _chmod(NAME, _S_IREAD));
    printf("%d %d ", _access(NAME, 2), errno);
    printf("%d\n", _chmod(NAME, _S_IREAD | _S_IWRITE));
    printf("%d ", _mkdir("crt_files.dir"));
    printf("%d %d ", _mkdir("crt_files.dir"), errno);
    printf("%d %o ", stat("crt_files.dir", &of), of.st_mode);
    printf("%d ", rename(NAME, "crt_files.dir\\x.txt"));
    printf("%d %d ", _rmdir("crt_files.dir"), errno);
    struct _finddata_t found;
    intptr_t search = _findfirst("crt_files.dir\\*.txt", &found);
    printf("%s %lu %d ", found.name, (unsigned long)found.size, _findnext(search, &found));
    _findclose(search);
    printf("%d %d ", _findfirst("crt_files.dir\\*.none", &found) == -1, errno);
    printf("%d %d\n", remove("crt_files.dir\\x.txt"), _rmdir("crt_files.dir"));
}

static void names(void)
{
    char drive[_MAX_DRIVE], folder[_MAX_DIR], name[_MAX_FNAME], ending[_MAX_EXT], path[_MAX_PATH];
    static const char *const paths[] = {"C:\\a\\b.c\\name.txt", "name", ".x", "D:rel\\",
                                        "\\\\host\\share\\f.tar.gz"};
    for (int i = 0; i < 5; i++) {
        _splitpath(paths[i], drive, folder, name, ending);
        _makepath(path, drive, folder, name, ending);
        printf("<%s><%s><%s><%s> %s\n", drive, folder, name, ending, path);
    }
    FILE *temporary = tmpfile();
    printf("%d\n", temporary != NULL);
    if (temporary) {
        fputs("t", temporary);
        rewind(temporary);
        printf("%c\n", fgetc(temporary));
        fclose(temporary);
    }
    printf("%d\n", tmpnam(path) != NULL && path[0] == '\\');
}

static void wide(void)
{
    wchar_t line[32];
    FILE *file = _wfopen(L"crt_files.tmp", L"w");
    fwprintf(file, L"%s %d\n", L"wide", 1);
    fputws(L"two\n", file);
    fputwc(L'3', file);
    fclose(file);
    show("wide text");
    file = _wfopen(L"crt_files.tmp", L"r");
    printf("%ls", fgetws(line, 32, file));
    printf("%c ", fgetwc(file));
    ungetwc(L'T', file);
    printf("%ls", fgetws(line, 32, file));
    printf("%d\n", fgetwc(file) == L'3' && fgetwc(file) == WEOF);
    fclose(file);
    file = _wfopen(L"crt_files.tmp", L"wb");
    fputws(L"b\n", file);
    fclose(file);
    show("wide binary");
    printf("%d\n", _wremove(L"crt_files.tmp"));
}

int main(void)
{
    modes();
    text_reading();
    ungetting();
    buffers();
    descriptors();
    facts();
    names();
    wide();
    freopen(NAME, "w", stdout);
    printf("to the file\n");
    fclose(stdout);
    FILE *file = fopen(NAME, "r");
    char line[32];
    fprintf(stderr, "%s", fgets(line, 32, file));
    fclose(file);
    remove(NAME);
    return 7;
}
