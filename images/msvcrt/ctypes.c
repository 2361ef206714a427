/* Kinds of characters in the "C" locale, in the tables that programs read directly. */
#include "text.h"
#include "win32.h"

#include <stdint.h>
#include <wchar.h>
#include <wctype.h>

enum {
    UPPER = 1,
    LOWER = 2,
    DIGIT = 4,
    SPACE = 8,
    PUNCT = 0x10,
    CONTROL = 0x20,
    BLANK = 0x40,
    HEX = 0x80,
    ALPHA = 0x100,
    LETTER = ALPHA | UPPER | LOWER,
    VISIBLE = LETTER | DIGIT | PUNCT,
};

/* Element 0 is that of EOF, which no kind has; character c is element c + 1. */
#define OF(first, last) [(first) + 1 ...(last) + 1]

uint16_t ms_ctype[257] = {
    OF(0, 8) = CONTROL,           OF(9, 13) = CONTROL | SPACE, OF(14, 31) = CONTROL,
    OF(' ', ' ') = SPACE | BLANK, OF('!', '/') = PUNCT,        OF('0', '9') = DIGIT | HEX,
    OF(':', '@') = PUNCT,         OF('A', 'F') = UPPER | HEX,  OF('G', 'Z') = UPPER,
    OF('[', '`') = PUNCT,         OF('a', 'f') = LOWER | HEX,  OF('g', 'z') = LOWER,
    OF('{', '~') = PUNCT,         OF(127, 127) = CONTROL,
};
uint16_t *_pctype = ms_ctype + 1;

/* Of UTF-16's first 256, which beyond ASCII are Latin-1. */
static uint16_t wide_types[257] = {
    OF(0, 8) = CONTROL,
    OF(9, 9) = CONTROL | SPACE | BLANK,
    OF(10, 13) = CONTROL | SPACE,
    OF(14, 31) = CONTROL,
    OF(' ', ' ') = SPACE | BLANK,
    OF('!', '/') = PUNCT,
    OF('0', '9') = DIGIT | HEX,
    OF(':', '@') = PUNCT,
    OF('A', 'F') = UPPER | HEX | ALPHA,
    OF('G', 'Z') = UPPER | ALPHA,
    OF('[', '`') = PUNCT,
    OF('a', 'f') = LOWER | HEX | ALPHA,
    OF('g', 'z') = LOWER | ALPHA,
    OF('{', '~') = PUNCT,
    OF(127, 159) = CONTROL,
    OF(160, 160) = SPACE | BLANK,
    OF(161, 177) = PUNCT,
    OF(178, 179) = PUNCT | DIGIT,
    OF(180, 184) = PUNCT,
    OF(185, 185) = PUNCT | DIGIT,
    OF(186, 191) = PUNCT,
    OF(192, 214) = UPPER | ALPHA,
    OF(215, 215) = PUNCT,
    OF(216, 222) = UPPER | ALPHA,
    OF(223, 246) = LOWER | ALPHA,
    OF(247, 247) = PUNCT,
    OF(248, 255) = LOWER | ALPHA,
};
uint16_t *_pwctype = wide_types + 1;

uint16_t **__p__pctype(void)
{
    return &_pctype;
}

uint16_t **__p__pwctype(void)
{
    return &_pwctype;
}

uint16_t *__pctype_func(void)
{
    return _pctype;
}

uint16_t *__pwctype_func(void)
{
    return _pwctype;
}

int _isctype(int character, int kinds)
{
    return character >= -1 && character <= 255 ? _pctype[character] & kinds : 0;
}

/* Beyond the table Windows answers; its kinds have the same numbers. */
static int wide_kinds(unsigned character)
{
    if (character < 256)
        return _pwctype[character];
    wchar_t one = (wchar_t)character;
    uint16_t kinds = 0;
    GetStringTypeW(CT_CTYPE1, &one, 1, &kinds);
    return kinds & (VISIBLE | SPACE | CONTROL | BLANK | HEX);
}

int ms_iswctype(unsigned character, int kinds)
{
    return character <= 0xfffe ? wide_kinds(character) & kinds : 0;
}

/* The functions of <ctype.h> and <wctype.h> are a look into the tables each. */
#define KIND(name, kinds)                                                                                    \
    int ms_is##name(int character)                                                                           \
    {                                                                                                        \
        return _isctype(character, kinds);                                                                   \
    }                                                                                                        \
    int ms_isw##name(unsigned character)                                                                     \
    {                                                                                                        \
        return ms_iswctype(character, kinds);                                                                \
    }

KIND(alnum, LETTER | DIGIT)
KIND(alpha, LETTER)
KIND(cntrl, CONTROL)
KIND(digit, DIGIT)
KIND(graph, VISIBLE)
KIND(lower, LOWER)
KIND(print, VISIBLE | BLANK)
KIND(punct, PUNCT)
KIND(space, SPACE)
KIND(upper, UPPER)
KIND(xdigit, HEX)

int __isascii(int character)
{
    return (unsigned)character < 0x80;
}

int iswascii(unsigned character)
{
    return character < 0x80;
}

int __toascii(int character)
{
    return character & 0x7f;
}

int __iscsym(int character)
{
    return character == '_' || _isctype(character, LETTER | DIGIT);
}

int __iscsymf(int character)
{
    return character == '_' || _isctype(character, LETTER);
}

/* No character of the "C" locale has two bytes. */
int isleadbyte(int character)
{
    (void)character;
    return 0;
}

int ms_tolower(int character)
{
    return ascii_lower(character);
}

int ms_toupper(int character)
{
    return ascii_upper(character);
}

/* These do not ask first. */
int _tolower(int character)
{
    return character + ('a' - 'A');
}

int _toupper(int character)
{
    return character - ('a' - 'A');
}
