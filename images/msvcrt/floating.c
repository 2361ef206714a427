/* Floating-point control, and what msvcrt has beside Newlib's libm. */
#include "error.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>

/* The portable bits of _controlfp and _statusfp. */
enum {
    INEXACT = 1,
    UNDERFLOWS = 2,
    OVERFLOWS = 4,
    ZERODIVIDE = 8,
    INVALID = 0x10,
    DENORMAL = 0x80000,
    EXCEPTIONS = 0x8001f,
    ROUND_MASK = 0x300,
    PRECISION_24 = 0x20000,
    PRECISION_53 = 0x10000,
    PRECISION_MASK = 0x30000,
    AFFINE = 0x40000,
};

/* The x87 control word that msvcrt starts programs with: all exceptions masked, 53 bits. */
enum { CONTROL_DEFAULT = 0x27f };

static uint16_t control_word(void)
{
    uint16_t word;
    __asm__ volatile("fnstcw %0" : "=m"(word));
    return word;
}

/* Pending exceptions go first: with a mask taken away they would strike at the next instruction. */
static void set_control_word(uint16_t word)
{
    __asm__ volatile("fnclex\n\tfldcw %0" : : "m"(word));
}

/* x87 order: invalid, denormal, zero divide, overflow, underflow, precision. */
static unsigned from_x87_exceptions(unsigned x87)
{
    return (x87 & 1 ? INVALID : 0) | (x87 & 2 ? DENORMAL : 0) | (x87 & 4 ? ZERODIVIDE : 0) |
           (x87 & 8 ? OVERFLOWS : 0) | (x87 & 16 ? UNDERFLOWS : 0) | (x87 & 32 ? INEXACT : 0);
}

static unsigned to_x87_exceptions(unsigned flags)
{
    return (flags & INVALID ? 1 : 0) | (flags & DENORMAL ? 2 : 0) | (flags & ZERODIVIDE ? 4 : 0) |
           (flags & OVERFLOWS ? 8 : 0) | (flags & UNDERFLOWS ? 16 : 0) | (flags & INEXACT ? 32 : 0);
}

static unsigned from_x87_control(unsigned x87)
{
    static const unsigned precision[] = {PRECISION_24, PRECISION_24, PRECISION_53, 0};
    return from_x87_exceptions(x87) | (x87 >> 10 & 3) << 8 | precision[x87 >> 8 & 3] |
           (x87 & 0x1000 ? AFFINE : 0);
}

static unsigned to_x87_control(unsigned flags)
{
    static const unsigned precision[] = {3, 2, 0, 0};
    return to_x87_exceptions(flags) | (flags >> 8 & 3) << 10 | precision[flags >> 16 & 3] << 8 |
           (flags & AFFINE ? 0x1000 : 0) | 0x40;
}

unsigned _control87(unsigned wanted, unsigned mask)
{
    unsigned old = from_x87_control(control_word());
    unsigned now = (old & ~mask) | (wanted & mask);
    if (mask)
        set_control_word(to_x87_control(now));
    return now;
}

/* The denormal exception is only _control87's to change. */
unsigned _controlfp(unsigned wanted, unsigned mask)
{
    return _control87(wanted, mask & ~DENORMAL);
}

int _controlfp_s(unsigned *now, unsigned wanted, unsigned mask)
{
    unsigned word = _controlfp(wanted, mask);
    if (now)
        *now = word;
    return 0;
}

unsigned _statusfp(void)
{
    uint16_t word;
    __asm__ volatile("fnstsw %0" : "=m"(word));
    return from_x87_exceptions(word);
}

unsigned _clearfp(void)
{
    unsigned old = _statusfp();
    __asm__ volatile("fnclex");
    return old;
}

void _fpreset(void)
{
    uint16_t word = CONTROL_DEFAULT;
    __asm__ volatile("fninit\n\tfldcw %0" : : "m"(word));
}

/* Kept, and never called: Newlib's libm reports through errno. */
void __setusermatherr(int (*handler)(void *))
{
    (void)handler;
}

int _finite(double value)
{
    return isfinite(value) != 0;
}

int _isnan(double value)
{
    return isnan(value) != 0;
}

double _copysign(double value, double sign)
{
    return copysign(value, sign);
}

double _chgsign(double value)
{
    return -value;
}

double _logb(double value)
{
    return logb(value);
}

double _scalb(double value, int32_t exponent)
{
    return scalbn(value, exponent);
}

double _nextafter(double from, double to)
{
    return nextafter(from, to);
}

double _hypot(double x, double y)
{
    return hypot(x, y);
}

struct complex {
    double real, imaginary;
};

double _cabs(struct complex value)
{
    return hypot(value.real, value.imaginary);
}

double _j0(double x)
{
    return j0(x);
}

double _j1(double x)
{
    return j1(x);
}

double _jn(int order, double x)
{
    return jn(order, x);
}

double _y0(double x)
{
    return y0(x);
}

double _y1(double x)
{
    return y1(x);
}

double _yn(int order, double x)
{
    return yn(order, x);
}

int _fpclass(double value)
{
    enum {
        QUIET_NAN = 2,
        NEGATIVE_INFINITY = 4,
        NEGATIVE_NORMAL = 8,
        NEGATIVE_DENORMAL = 0x10,
        NEGATIVE_ZERO = 0x20,
        POSITIVE_ZERO = 0x40,
        POSITIVE_DENORMAL = 0x80,
        POSITIVE_NORMAL = 0x100,
        POSITIVE_INFINITY = 0x200,
    };
    int negative = signbit(value) != 0;
    switch (fpclassify(value)) {
    case FP_NAN:
        return QUIET_NAN;
    case FP_INFINITE:
        return negative ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
    case FP_ZERO:
        return negative ? NEGATIVE_ZERO : POSITIVE_ZERO;
    case FP_SUBNORMAL:
        return negative ? NEGATIVE_DENORMAL : POSITIVE_DENORMAL;
    default:
        return negative ? NEGATIVE_NORMAL : POSITIVE_NORMAL;
    }
}
