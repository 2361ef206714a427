/* What dll_cxx.dll gives. */
#ifndef PROGRAMS_DLL_CXX_H
#define PROGRAMS_DLL_CXX_H

#include <exception>
#include <string>

#define BORDER __declspec(dllexport) /* the linker imports what it finds in no object of the program */

struct dll_thrower {
    virtual ~dll_thrower();
    virtual void act();
};

BORDER void dll_trace_at(std::string *programs);
BORDER void dll_throw(int number);
BORDER void dll_throw_int(int number);
BORDER void dll_pass(void (*run)());    /* runs it, and has something to clean up */
BORDER void dll_pass_on(void (*run)()); /* and catches it in between */
BORDER int dll_catch(void (*run)());    /* the number that it caught */
BORDER dll_thrower *dll_make();
BORDER std::exception_ptr dll_keep(int number);

#endif
