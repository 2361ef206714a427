/* C++ exceptions in a program that brings its run time with it (-static). With any argument: one that nobody
 * catches. */
#include "cxx.h"

int main(int count, char **)
{
    if (count > 1)
        throw_below(1);
    everywhere();
    nobody_catches();
}
