/*
 * The mathematical functions where there is no result. Newlib's libm is built to IEEE's rules and sets no
 * errno; msvcrt sets EDOM where finite arguments give no number and ERANGE where they give an infinite one.
 * That no number is the processor's own, the negative one, which prints as -1.#IND; Newlib's choice of a sign
 * differs by version.
 */
#include "error.h"

#include <errno.h>
#include <math.h>

static double report(double result, int arguments_finite)
{
    if (arguments_finite && isnan(result)) {
        errno = EDOM;
        return copysign(result, -1.0);
    }
    if (arguments_finite && isinf(result))
        errno = ERANGE;
    return result;
}

#define ONE_ARGUMENT(name)                                                                                   \
    double ms_##name(double x)                                                                               \
    {                                                                                                        \
        return report(name(x), isfinite(x));                                                                 \
    }

#define TWO_ARGUMENTS(name)                                                                                  \
    double ms_##name(double x, double y)                                                                     \
    {                                                                                                        \
        return report(name(x, y), isfinite(x) && isfinite(y));                                               \
    }

ONE_ARGUMENT(sin)
ONE_ARGUMENT(cos)
ONE_ARGUMENT(tan)
ONE_ARGUMENT(asin)
ONE_ARGUMENT(acos)
ONE_ARGUMENT(atan)
ONE_ARGUMENT(sinh)
ONE_ARGUMENT(cosh)
ONE_ARGUMENT(tanh)
ONE_ARGUMENT(exp)
ONE_ARGUMENT(log)
ONE_ARGUMENT(log10)
ONE_ARGUMENT(sqrt)
TWO_ARGUMENTS(pow)
TWO_ARGUMENTS(fmod)
TWO_ARGUMENTS(atan2)

double ms_ldexp(double x, int exponent)
{
    return report(ldexp(x, exponent), isfinite(x));
}
