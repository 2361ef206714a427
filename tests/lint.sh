#!/bin/sh
# The quick part of `make lint`: the form of C sources, floors, scripts in every shell, awk programs in every awk,
# cppcheck.
set -eu
bad=0
wrong() { echo "lint: $*"; bad=$((bad + 1)); }

scripts=$(find . -path ./build -prune -o -name '*.sh' -print; echo .ci/run)
pieces=$(find tests/scenes tests/programs -name volume -o -name damage -o -name build)
programs=$(find . -path ./build -prune -o -name '*.awk' -print)
sources='firmware mmu sched storage images tests'

# Another version of the formatter would have another taste.
form() {
    case $(clang-format --version) in
        *' version 14.'*) ;;
        *) echo "lint: skipped the form of C sources: clang-format 14 (Debian 12's) is meant, not $(clang-format --version)"; return ;;
    esac
    # shellcheck disable=SC2086  # a list of folders
    find $sources -name '*.[ch]' -exec clang-format --dry-run -Werror {} + || wrong 'clang-format -i mends the form'
}

shells() {
    # shellcheck disable=SC2086  # lists of names without blanks
    shellcheck -x $scripts || wrong 'shellcheck'
    # shellcheck disable=SC2086
    shellcheck --shell=sh --exclude=SC2154 $pieces || wrong 'shellcheck'
    for script in $scripts $pieces; do
        dash -n "$script" || wrong "dash: $script"
        busybox sh -n "$script" || wrong "busybox sh: $script"
    done
    for script in $scripts; do
        [ -x "$script" ] || wrong "$script cannot be executed"
        if grep -nE '(^|[ (|])[a]wk -[fv]' "$script" | grep -vE 'LC_ALL=C (exec )?[a]wk'; then wrong "$script: LC_ALL=C is missing"; fi
    done
}

# Everything that an awk has to say about a program it says before it reads; shared functions come first.
shared='tests/hex.awk tests/images.awk tests/gdb/number.awk'
shared_pe='bytes image exports imports dlls symbols'
awks() {
    for awk in mawk gawk busybox; do
        path=$(sh tests/awk.sh $awk):$PATH
        for program in $programs; do
            libraries=$shared
            case $program in
                */look_moment.awk) ;;
                */look*.awk) libraries="tests/hex.awk tests/look_volume.awk tests/look_log.awk tests/look_walk.awk tests/look.awk" ;;
                */portable.awk) libraries="tests/hex.awk tests/speakers.awk tests/places.awk" ;;
                */places.awk | */speakers.awk) libraries="tests/hex.awk tests/speakers.awk tests/places.awk tests/portable.awk" ;;
                */outcome*.awk) libraries="tests/hex.awk tests/images.awk tests/outcome_drivers.awk tests/outcome.awk" ;;
                ./tests/table.awk | ./tests/classes.awk) libraries="tests/hex.awk tests/classes.awk tests/table.awk" ;;
                */policy.awk) libraries=tests/speakers.awk ;;
                */pe/*) for name in $shared_pe; do libraries="$libraries tests/pe/$name.awk"; done ;;
            esac
            set --
            for library in $libraries; do set -- "$@" -f "$library"; done
            case " $libraries " in *" ${program#./} "*) ;; *) set -- "$@" -f "$program" ;; esac
            said=$(PATH=$path LC_ALL=C awk "$@" /dev/null 2>&1 >/dev/null) || :
            [ -z "$said" ] || wrong "$awk: $program: $said"
        done
    done
}

# The programs are left out: doing wrong is what they are for. Suppressed: what it takes for a fault and is none. It does
# not know the word _Noreturn.
check() {
    cppcheck --quiet --enable=warning,portability --inline-suppr --std=c11 --platform=win32W --error-exitcode=1 \
        -I. -Immu/x86 '-D_Noreturn=__attribute__((noreturn))' \
        --suppress=identicalInnerCondition --suppress=pointerSize --suppress=ctuPointerArith \
        --suppress=nullPointerArithmeticRedundantCheck --suppress=arrayIndexThenCheck --suppress=ctunullpointer \
        firmware mmu sched storage images/ntdll images/kernel32 images/user32 images/advapi32 images/psapi images/cmd images/msvcrt tests/unit tests/reader ||
        wrong 'cppcheck'
}

# An #include may lead down, never up.
floors() {
    find firmware mmu sched storage -name '*.[ch]' -exec env LC_ALL=C awk -f tests/floors.awk {} + ||
        wrong 'floors: docs/design.md, section 5'
}

# What a merge leaves where two have written.
conflicts() {
    if grep -rnE --exclude-dir=build --exclude-dir=.git '^(<{7}|>{7}) ' .; then wrong 'a conflict is not resolved'; fi
}

form
shells
awks
floors
conflicts
check
[ $bad = 0 ]
