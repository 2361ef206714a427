/*
 * By precedence: , = (and += …) | ^ & << >> + - * / % and before a number ! ~ - +, with parentheses.
 */
#include "images/cmd/arithmetic.h"

#include <string.h>
#include "images/cmd/arena.h"
#include "images/cmd/ascii.h"
#include "images/cmd/number.h"

#define DEEPEST 100u
#define MISSING "Missing operand."
#define UNEVEN  "Unbalanced parenthesis."

struct reader {
    const struct arithmetic *with;
    const char *at;
    const char *wrong;
    unsigned depth;
};

static int32_t read_list(struct reader *r);

static void fail(struct reader *r, const char *wrong)
{
    if (!r->wrong)
        r->wrong = wrong;
    r->at = "";
}

/* ---- operators ---- */

static const struct {
    const char *sign;
    unsigned level; /* how tightly it binds */
} operators[] = {{"<<", 4}, {">>", 4}, {"|", 1}, {"^", 2}, {"&", 3},
                 {"+", 5},  {"-", 5},  {"*", 6}, {"/", 6}, {"%", 6}};

#define TIGHTEST 6u

/* The operator of this level here, not followed by =; null: none. */
static const char *operator_here(struct reader *r, unsigned level)
{
    r->at = ascii_skip_blanks(r->at);
    for (unsigned i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        size_t length = strlen(operators[i].sign);
        if (strncmp(r->at, operators[i].sign, length) == 0)
            return operators[i].level == level && r->at[length] != '=' ? operators[i].sign : NULL;
    }
    return NULL;
}

static int32_t divide(struct reader *r, char sign, int32_t a, int32_t b)
{
    if (b == 0) {
        fail(r, "Divide by zero error.");
        return 0;
    }
    int64_t wide = a;
    return (int32_t)(sign == '/' ? wide / b : wide % b);
}

static int32_t apply(struct reader *r, char sign, int32_t a, int32_t b)
{
    uint32_t x = (uint32_t)a, y = (uint32_t)b;
    switch (sign) {
    case '|':
        return (int32_t)(x | y);
    case '^':
        return (int32_t)(x ^ y);
    case '&':
        return (int32_t)(x & y);
    case '<':
        return y < 32 ? (int32_t)(x << y) : 0;
    case '>':
        return a < 0 ? (int32_t) ~(~x >> (y < 32 ? y : 31)) : y < 32 ? (int32_t)(x >> y) : 0;
    case '+':
        return (int32_t)(x + y);
    case '-':
        return (int32_t)(x - y);
    case '*':
        return (int32_t)(x * y);
    default:
        return divide(r, sign, a, b);
    }
}

/* ---- operands ---- */

static bool in_name(char c)
{
    return c && !strchr(" \t()=*/%+-&|^<>!~,;\"'", c);
}

static const char *read_name(struct reader *r)
{
    const char *begin = r->at;
    while (in_name(*r->at))
        r->at++;
    return arena_copy(begin, (size_t)(r->at - begin));
}

static int32_t read_number(struct reader *r)
{
    long number;
    r->at = number_read(r->at, &number);
    if (in_name(*r->at))
        fail(r, "Invalid number.  Numeric constants are either decimal (17),\r\nhexadecimal (0x11), or octal "
                "(021).");
    return (int32_t)number;
}

static int32_t read_parentheses(struct reader *r)
{
    r->at++;
    int32_t value = read_list(r);
    r->at = ascii_skip_blanks(r->at);
    if (*r->at == ')')
        r->at++;
    else
        fail(r, UNEVEN);
    return value;
}

/* NAME = expression, NAME += expression; `begin` is where the name stands. */
static bool assigns(struct reader *r, char *sign)
{
    static const char *const signs[] = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "<<=", ">>="};
    const char *at = ascii_skip_blanks(r->at);
    for (unsigned i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (strncmp(at, signs[i], strlen(signs[i])) == 0) {
            r->at = at + strlen(signs[i]);
            *sign = signs[i][0];
            return true;
        }
    return false;
}

static int32_t read_binary(struct reader *r, unsigned level);

static int32_t read_variable(struct reader *r)
{
    char sign;
    const char *name = read_name(r);
    if (!assigns(r, &sign))
        return r->with->value(name);
    int32_t value = read_binary(r, 1);
    if (sign != '=')
        value = apply(r, sign, r->with->value(name), value);
    if (!r->wrong && !r->with->assign(name, value))
        fail(r, "The variable cannot be set.");
    return value;
}

static int32_t read_operand(struct reader *r)
{
    int32_t value = 0;
    r->at = ascii_skip_blanks(r->at);
    char c = *r->at;
    if (++r->depth > DEEPEST)
        fail(r, "The expression is nested too deeply.");
    else if (c == '(')
        value = read_parentheses(r);
    else if (ascii_is_digit(c))
        value = read_number(r);
    else if (in_name(c))
        value = read_variable(r);
    else if (!c || !strchr("!~-+", c))
        fail(r, MISSING);
    else {
        r->at++;
        value = read_operand(r);
        value = c == '!' ? !value : c == '~' ? ~value : c == '-' ? (int32_t)(0u - (uint32_t)value) : value;
    }
    r->depth--;
    return value;
}

static int32_t read_binary(struct reader *r, unsigned level)
{
    if (level > TIGHTEST)
        return read_operand(r);
    int32_t value = read_binary(r, level + 1);
    const char *sign;
    while ((sign = operator_here(r, level)) != NULL) {
        r->at += strlen(sign);
        value = apply(r, *sign, value, read_binary(r, level + 1));
    }
    return value;
}

static int32_t read_list(struct reader *r)
{
    int32_t value = read_binary(r, 1);
    while (*(r->at = ascii_skip_blanks(r->at)) == ',') {
        r->at++;
        value = read_binary(r, 1);
    }
    return value;
}

const char *arithmetic_value(const struct arithmetic *with, const char *text, int32_t *value)
{
    struct reader r = {.with = with, .at = text};
    *value = read_list(&r);
    if (!r.wrong && *ascii_skip_blanks(r.at))
        fail(&r, *r.at == ')' ? UNEVEN : "Missing operator.");
    return r.wrong;
}
