#!/bin/sh
# `make test-programs`: well-known programs, built from Debian's sources by the stock compiler, do some work in the machine. What
# they print must be what is expected; then a table of their faults by kind. Ends with 1 if one of them failed.
#
#   tests/programs.sh [NAME...]       all folders of tests/programs, or these
#
# A folder is a scene (tests/volume.sh) with, instead of a golden log,
#   package    the name of Debian's source package
#   build      sh, run in an empty folder: makes the program. $SOURCE is the source, $CC the compiler
#   output     what the machine's console must show
# Its `volume` finds in $BUILT what `build` has made, in $INPUT the folder itself, in $STEPS steps.exe and same.exe.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
mkdir -p "$build/programs"
work=$(cd "$build/programs" && pwd)
export CC="${CROSS:-i686-w64-mingw32-}gcc"
fail() { echo "programs: $*" >&2; exit 1; }

if [ $# = 0 ]; then
    for folder in "$tests"/programs/*/; do
        set -- "$@" "$(basename "$folder")"
    done
fi
for name; do
    [ -e "$tests/programs/$name/build" ] || fail "there is no program $name; tests/programs has: $(cd "$tests/programs" && echo */)"
done

make_steps() {
    mkdir -p "$work/steps"
    for name in steps same; do
        $CC -O1 -o "$work/steps/$name.exe" "$tests/programs/$name.c"
    done
}

# Once: the next time it is there.
make_program() {
    package=$(cat "$input/package")
    sh "$tests/programs/fetch.sh" "$work/source" "$package" >"$work/$1.said" 2>&1 ||
        { cat "$work/$1.said" >&2; fail "$1: its source cannot be had"; }
    [ ! -e "$BUILT/done" ] || [ -n "$(find "$input/build" -newer "$BUILT/done")" ] || return 0
    echo "building $1 from $package" >&2
    rm -rf "$BUILT"
    mkdir -p "$BUILT"
    (cd "$BUILT" && SOURCE=$work/source/$package sh -eu "$input/build") >"$work/$1.said" 2>&1 ||
        { cat "$work/$1.said" >&2; fail "$1 does not build"; }
    : >"$BUILT/done"
}

# Runs it and gives its verdict: PASS, or what went wrong; the difference lies in run/NAME/diff.
run_program() {
    out=$work/run/$1
    SCENES=$tests/programs sh "$tests/volume.sh" scene "$1" "$out" || { echo ERROR; return; }
    status=0
    TIMEOUT=${TIMEOUT:-600} sh "$tests/qemu.sh" "$out" >"$out/said" 2>&1 || status=$?
    tr -d '\r' <"$out/console.log" >"$out/output"
    if [ "$status" != 33 ]; then
        echo "status $status: $(tail -n 1 "$out/serial.log")" >"$out/diff"
        [ "$status" = 124 ] && echo HANG || echo ERROR
    elif diff -u "$input/output" "$out/output" >"$out/diff"; then
        echo PASS
    else
        echo DIFF
    fi
}

table() { LC_ALL=C awk "$@" -f "$tests/programs/table.awk"; }

make_steps
failed=0
: >"$work/table"
table -v title=1 </dev/null >"$work/table"
export BUILT INPUT STEPS="$work/steps"
for name; do
    input=$tests/programs/$name INPUT=$tests/programs/$name BUILT=$work/built/$name
    make_program "$name"
    verdict=$(run_program "$name")
    table -v name="$name" -v verdict="$verdict" <"$work/run/$name/serial.log" >>"$work/table"
    [ "$verdict" != PASS ] || continue
    failed=$((failed + 1))
    echo "$name: $verdict, expected and found ($work/run/$name):" >&2
    head -n 40 "$work/run/$name/diff" >&2
done
cat "$work/table"
[ "$failed" = 0 ]
