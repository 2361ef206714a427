/* The same with the run time in DLLs of its own, and then exceptions that cross from one image to another. */
#include <memory>
#include "cxx.h"
#include "dll_cxx.h"

static void throw_here()
{
    witness here('h');
    throw more(11);
}

static void throw_through()
{
    witness here('i');
    dll_pass(throw_here);
}

static void from_the_dll()
{
    told([] { dll_throw(21); });
    check("thrown by a DLL", "D numbered 21");
    told([] { dll_throw_int(22); });
    check("a plain number", " int 22");
    told([] { std::unique_ptr<dll_thrower>(dll_make())->act(); });
    check("by a virtual call", " bad_alloc");
    told([] { std::rethrow_exception(dll_keep(23)); });
    check("kept by a DLL", "D numbered 23");
}

static void through_the_dll()
{
    told([] { dll_pass(throw_here); });
    check("through a DLL", "HP numbered 11");
    told([] { dll_pass_on(throw_through); });
    check("through it twice", "HPI-Q numbered 11");
    trace() += " " + std::to_string(dll_catch(throw_through));
    check("caught by a DLL", "HPI 11");
    told([] { dll_pass([] { dll_throw(24); }); });
    check("to it and back", "DP numbered 24");
}

int main()
{
    everywhere();
    dll_trace_at(trace_at);
    from_the_dll();
    through_the_dll();
    nobody_catches();
}
