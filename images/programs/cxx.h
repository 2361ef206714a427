/*
 * What C++ promises of exceptions, one experiment a line: the letters that objects leave as they go, and what
 * was caught. NOT and what ought to stand there follow a line that is otherwise. The same under Windows.
 */
#ifndef PROGRAMS_CXX_H
#define PROGRAMS_CXX_H

#include <cstdio>
#include <exception>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>
#include <windows.h>

inline std::string own_trace, *trace_at = &own_trace;
inline int not_so;

/* A DLL that is told to (dll_cxx.cpp) writes into the program's. */
inline std::string &trace()
{
    return *trace_at;
}

inline void check(const char *what, const std::string &expected)
{
    bool same = trace() == expected;
    std::printf("%-22s %s%s%s\n", what, trace().c_str(), same ? "" : "  NOT ", same ? "" : expected.c_str());
    not_so += !same;
    trace().clear();
}

/* Leaves its letter when it goes; a capital one while an exception is on its way. */
struct witness {
    char name;
    int before = std::uncaught_exceptions();
    explicit witness(char letter) : name(letter)
    {
    }
    witness(const witness &) = delete;
    ~witness()
    {
        trace() += std::uncaught_exceptions() > before ? name - 'a' + 'A' : name;
    }
};

struct numbered : std::runtime_error {
    int number;
    explicit numbered(int n) : std::runtime_error("numbered"), number(n)
    {
    }
};

struct more : numbered {
    using numbered::numbered;
};

inline void throw_below(int depth)
{
    witness here(static_cast<char>('a' + depth));
    if (depth == 0)
        throw more(42);
    throw_below(depth - 1);
}

inline void caught_by(const std::exception &caught)
{
    trace() += std::string(" ") + caught.what();
}

/* Runs `body` and says what comes out of it, by its base class. */
template <class body> void told(body run)
{
    try {
        run();
        trace() += " nothing";
    } catch (const numbered &caught) {
        trace() += " numbered " + std::to_string(caught.number);
    } catch (const std::bad_alloc &) {
        trace() += " bad_alloc";
    } catch (const std::bad_cast &) {
        trace() += " bad_cast";
    } catch (const std::logic_error &) {
        trace() += " logic_error";
    } catch (const std::exception &caught) {
        caught_by(caught);
    } catch (int number) {
        trace() += " int " + std::to_string(number);
    } catch (...) {
        trace() += " something";
    }
}

inline void order()
{
    told([] { throw_below(3); });
    check("by its base", "ABCD numbered 42");
    told([] {
        try {
            throw_below(1);
        } catch (numbered &caught) {
            caught.number++;
            witness on_the_way('r');
            throw;
        }
    });
    check("thrown on", "ABR numbered 43");
    told([] {
        try {
            throw_below(1);
        } catch (...) {
            throw 7;
        }
    });
    check("another instead", "AB int 7");
    told([] {
        witness outer('o');
        try {
            throw "text";
        } catch (const char *) {
            witness inner('i');
        }
    });
    check("caught within", "io nothing");
}

/* The members that are made go again, from the last to the first. */
struct half_made {
    witness first{'f'}, second{'s'};
    numbered *third = nullptr;
    half_made()
    try : third(nullptr) {
        throw numbered(1);
    } catch (numbered &caught) {
        caught.number = 2;
    }
    ~half_made()
    {
        trace() += " made";
    }
};

inline void in_a_destructor()
{
    struct tries {
        ~tries()
        {
            try {
                throw 1;
            } catch (int) {
                trace() += std::to_string(std::uncaught_exceptions());
            }
        }
    } goes;
    throw numbered(5);
}

inline void objects()
{
    told([] { half_made never; });
    check("half made", "SF numbered 2");
    told(in_a_destructor);
    check("one within another", "1 numbered 5");
    told([] { std::vector<int>(3).at(3); });
    check("of the library", " logic_error");
    told([] {
        std::istringstream stream("x");
        stream.exceptions(std::ios::failbit);
        int number;
        stream >> number;
    });
    trace().resize(trace().find(':') == std::string::npos ? trace().size() : trace().find(':'));
    check("of a stream", " basic_ios");
}

struct base {
    virtual ~base() = default;
};

struct derived : base {
};

inline void language()
{
    volatile std::size_t most = static_cast<std::size_t>(-1) / 2;
    told([&] { delete[] new char[most]; });
    check("too much memory", " bad_alloc");
    trace() += new (std::nothrow) char[most] ? "memory" : "null";
    check("without throwing", "null");
    told([] {
        base plain;
        (void)dynamic_cast<derived &>(plain);
    });
    check("no such class", " bad_cast");
    std::exception_ptr kept;
    try {
        throw_below(0);
    } catch (...) {
        kept = std::current_exception();
    }
    told([&] { std::rethrow_exception(kept); });
    check("kept for later", "A numbered 42");
    try {
        try {
            throw_below(0);
        } catch (...) {
            std::throw_with_nested(std::runtime_error("outer"));
        }
    } catch (const std::exception &outer) {
        caught_by(outer);
        told([&] { std::rethrow_if_nested(outer); });
    }
    check("one in another", "A outer numbered 42");
}

inline DWORD WINAPI thread_that_throws(void *number)
{
    try {
        witness here('t');
        throw more(static_cast<int>(reinterpret_cast<INT_PTR>(number)));
    } catch (const numbered &caught) {
        return static_cast<DWORD>(caught.number);
    }
}

/* This thread's exception is under way while another thread throws and catches its own. */
inline void threads()
{
    struct starts {
        ~starts()
        {
            DWORD code = 0;
            HANDLE thread =
                CreateThread(nullptr, 0, thread_that_throws, reinterpret_cast<void *>(9), 0, nullptr);
            WaitForSingleObject(thread, INFINITE);
            GetExitCodeThread(thread, &code);
            CloseHandle(thread);
            trace() += std::to_string(code) + " " + std::to_string(std::uncaught_exceptions());
        }
    };
    told([] {
        starts another;
        throw numbered(3);
    });
    check("another thread's", "T9 1 numbered 3");
}

[[noreturn]] inline void last_word()
{
    told([] { std::rethrow_exception(std::current_exception()); });
    check("nobody catches", " numbered 42");
    std::printf("%d otherwise\n", not_so);
    std::fflush(stdout);
    ExitProcess(static_cast<UINT>(not_so));
}

inline void everywhere()
{
    order();
    objects();
    language();
    threads();
}

[[noreturn]] inline void nobody_catches()
{
    std::set_terminate(last_word);
    throw more(42);
}

#endif
