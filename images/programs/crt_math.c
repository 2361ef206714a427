/* The mathematics that MSVCRT.DLL exports, called past the compiler's own library; and the x87's state. */
#define __USE_MINGW_ANSI_STDIO 0
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

static double (*one(const char *name))(double)
{
    return (double (*)(double))GetProcAddress(GetModuleHandleA("msvcrt.dll"), name);
}

static double (*two(const char *name))(double, double)
{
    return (double (*)(double, double))GetProcAddress(GetModuleHandleA("msvcrt.dll"), name);
}

int main(void)
{
    static const char *const names[] = {"sin",   "cos",  "tan", "asin", "acos",  "atan", "sinh",
                                        "cosh",  "tanh", "exp", "log",  "log10", "sqrt", "ceil",
                                        "floor", "fabs", "_j0", "_y1",  "_logb"};
    static const double values[] = {0.5, -0.25, 1.0, 2.75, 100.125, -3.5};
    static const char *const pairs[] = {"pow", "fmod", "atan2", "_hypot", "_copysign", "_nextafter"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        printf("%s", names[i]);
        for (unsigned j = 0; j < sizeof values / sizeof *values; j++)
            printf(" %.13g", one(names[i])(values[j]));
        printf("\n");
    }
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        printf("%s", pairs[i]);
        for (unsigned j = 0; j < sizeof values / sizeof *values; j++)
            printf(" %.13g", two(pairs[i])(values[j], 3.0));
        printf("\n");
    }
    int exponent;
    double whole;
    printf("%g ", frexp(10.0, &exponent));
    printf("%d %g ", exponent, ldexp(0.5, 5));
    printf("%g ", modf(-3.25, &whole));
    printf("%g\n", whole);
    printf("%d %d %d %x %x\n", _finite(1.0), _isnan(1.0), _fpclass(-0.0), _fpclass(1.0), _fpclass(-HUGE_VAL));
    errno = 0;
    whole = one("sqrt")(-1.0);
    printf("%g %d ", whole, errno);
    errno = 0;
    whole = two("pow")(1e300, 2.0);
    printf("%g %d ", whole, errno);
    errno = 0;
    whole = one("log")(0.0);
    printf("%g %d\n", whole, errno);
    printf("%x ", _controlfp(0, 0));
    printf("%x ", _controlfp(_RC_UP, _MCW_RC));
    printf("%x\n", _controlfp(_RC_NEAR, _MCW_RC));
    volatile double zero = 0.0;
    _clearfp();
    whole = 1.0 / zero;
    printf("%x %x\n", _statusfp(), _clearfp());
    printf("%g %g\n", _cabs((struct _complex){3, 4}), _scalb(1.5, 4));
    return 0;
}
