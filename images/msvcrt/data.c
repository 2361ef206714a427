#include "data.h"
#include "win32.h"
#include "path.h"

#include <math.h>
#include <stdint.h>

int _fmode;
int _commode;
char *_acmdln;
wchar_t *_wcmdln;
int __argc;
char **__argv;
wchar_t **__wargv;
char *_pgmptr;
wchar_t *_wpgmptr;
uint32_t _osver, _winver, _winmajor, _winminor, _osplatform;
int __mb_cur_max = 1; /* the only locale is "C": a byte, a character */
double _HUGE;
int _adjust_fdiv; /* no Pentium with the division bug */
void *_aexit_rtn;
uint32_t _amblksiz = 16;
int _fileinfo = -1;

/* The code page numbers of the "C" locale. */
uint32_t __lc_codepage, __lc_collate_cp;
uint32_t __lc_handle[6];
int __setlc_active, __unguarded_readlc_active;

static wchar_t program[MAX_PATH];

void data_attach(void)
{
    _acmdln = GetCommandLineA();
    _wcmdln = GetCommandLineW();
    GetModuleFileNameW(NULL, program, MAX_PATH - 1);
    _wpgmptr = program;
    _pgmptr = text_narrow(program);
    _HUGE = HUGE_VAL;

    uint32_t version = GetVersion();
    _winmajor = version & 0xff;
    _winminor = version >> 8 & 0xff;
    _winver = _winmajor << 8 | _winminor;
    _osver = version >> 16 & 0x7fff;
    _osplatform = 2; /* VER_PLATFORM_WIN32_NT */
}

/* For each variable, a function that tells where it is: programs that are linked with a later library ask so.
 */
int *__p__fmode(void)
{
    return &_fmode;
}

int *__p__commode(void)
{
    return &_commode;
}

char **__p__acmdln(void)
{
    return &_acmdln;
}

wchar_t **__p__wcmdln(void)
{
    return &_wcmdln;
}

int *__p___argc(void)
{
    return &__argc;
}

char ***__p___argv(void)
{
    return &__argv;
}

wchar_t ***__p___wargv(void)
{
    return &__wargv;
}

char **__p__pgmptr(void)
{
    return &_pgmptr;
}

wchar_t **__p__wpgmptr(void)
{
    return &_wpgmptr;
}

uint32_t *__p__osver(void)
{
    return &_osver;
}

uint32_t *__p__winver(void)
{
    return &_winver;
}

uint32_t *__p__winmajor(void)
{
    return &_winmajor;
}

uint32_t *__p__winminor(void)
{
    return &_winminor;
}

int *__p___mb_cur_max(void)
{
    return &__mb_cur_max;
}

int ___mb_cur_max_func(void)
{
    return __mb_cur_max;
}

uint32_t *__p__amblksiz(void)
{
    return &_amblksiz;
}

int *__p__fileinfo(void)
{
    return &_fileinfo;
}

uint32_t ___lc_codepage_func(void)
{
    return __lc_codepage;
}

uint32_t ___lc_collate_cp_func(void)
{
    return __lc_collate_cp;
}

uint32_t *___lc_handle_func(void)
{
    return __lc_handle;
}
