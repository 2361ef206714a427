/* Throws, lets pass and catches for cxx_throw.exe, beyond the border between two images. */
#include "cxx.h"
#include "dll_cxx.h"

void dll_trace_at(std::string *programs)
{
    trace_at = programs;
}

void dll_throw(int number)
{
    witness here('d');
    throw more(number);
}

void dll_throw_int(int number)
{
    throw number;
}

void dll_pass(void (*run)())
{
    witness here('p');
    run();
}

void dll_pass_on(void (*run)())
{
    witness here('q');
    try {
        run();
    } catch (const std::exception &) {
        trace() += "-";
        throw;
    }
}

int dll_catch(void (*run)())
{
    try {
        run();
    } catch (const numbered &caught) {
        return caught.number;
    }
    return 0;
}

dll_thrower::~dll_thrower() = default;

void dll_thrower::act()
{
    throw std::bad_alloc();
}

dll_thrower *dll_make()
{
    return new dll_thrower;
}

std::exception_ptr dll_keep(int number)
{
    try {
        dll_throw(number);
    } catch (...) {
        return std::current_exception();
    }
    return nullptr;
}
