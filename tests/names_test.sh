#!/bin/sh
# A log with names says what its golden form says and how far behind; a user's own image has names, too; and each line is there
# as soon as it has come. Under each awk.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
work=$build/test/names
scene=createprocess
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }

# What both forms must say alike: the functions in pc= and start=.
functions() { LC_ALL=C awk '{ for (i = 3; i <= NF; i++) if ($i ~ /^(pc|start)=.*!/) { sub(/[+][0-9a-f]+$/, "", $i); print $1, $i } }'; }

machine() {
    sh "$tests/names.sh" "$work/$scene" >"$work/named"
    functions <"$work/named" >"$work/named.functions"
    functions <"$work/$scene/golden" | diff - "$work/named.functions" >"$work/diff" || wrong "other functions under $1: $(head -n 5 "$work/diff")"
    [ "$(wc -l <"$work/named.functions")" -gt 100 ] || wrong "hardly a name under $1"
    grep -q ' pc=createprocess.exe!child_crash+[0-9a-f]* unhandled$' "$work/named" || wrong "the exception has no name under $1"
    grep -q ' ux MSVCRT.DLL!' "$work/named" || wrong "an execute has no name under $1"
    ! grep -q '+0\( \|$\)' "$work/named" || wrong "an offset of 0 is written under $1"
    # What is no name stays as it is.
    sed -e 's/ \(pc\|start\)=[^ ]*//' -e 's/ ux [^ ]*//' "$work/named" >"$work/named.rest"
    sed -e 's/ \(pc\|start\)=[^ ]*//' -e 's/ ux [^ ]*//' "$work/$scene/serial.log" | diff - "$work/named.rest" >/dev/null || wrong "something else has changed under $1"
}

# A program of a user, of which the build knows nothing.
own() {
    mkdir -p "$work/other/sym"
    cp "$build/sym/KERNEL.EXE.sym" "$work/other/sym/"
    BUILD=$work/other sh "$tests/symbolize.sh" "$work/$scene/serial.log" >"$work/bare"
    grep -q ' pc=createprocess.exe+[0-9a-f]* unhandled$' "$work/bare" || wrong "without symbols there is no RVA under $1"
    BUILD=$work/other sh "$tests/symbolize.sh" - "$build/disk/PROGRAMS/createprocess.exe" <"$work/$scene/serial.log" >"$work/own"
    grep -q ' pc=createprocess.exe!child_crash+[0-9a-f]* unhandled$' "$work/own" || wrong "an image that was named has no names under $1"
    ! sh "$tests/symbolize.sh" "$work/none" >/dev/null 2>&1 || wrong "a log that is not there under $1"
    ! sh "$tests/symbolize.sh" "$work/own" "$work/own" >/dev/null 2>&1 || wrong "a log as an image under $1"
}

# The line comes while the pipe is still open.
stream() {
    rm -f "$work/pipe"
    mkfifo "$work/pipe"
    sh "$tests/names.sh" "$work" - <"$work/pipe" >"$work/streamed" &
    reader=$!
    exec 3>"$work/pipe"
    head -n 5 "$work/$scene/serial.log" >&3
    turns=0
    until grep -q '^5 thread+ .*modified_page_writer' "$work/streamed" || [ $turns = 100 ]; do
        sleep 0.05
        turns=$((turns + 1))
    done
    [ $turns -lt 100 ] || wrong "a line is held back under $1"
    exec 3>&-
    wait $reader || wrong "the reader of a pipe fails under $1"
}

for name in mawk gawk busybox; do
    command -v $name >/dev/null || { echo "$name is not installed"; exit 77; }
done
rm -rf "$work"
mkdir -p "$work"
sh "$tests/scene.sh" $scene "$work/$scene" >"$work/said" 2>&1 || wrong "$(tail -n 1 "$work/said")"
rm -f "$work/$scene/disk.img"
path=$PATH
for name in mawk gawk busybox; do
    PATH=$(sh "$tests/awk.sh" $name):$path
    machine $name
    own $name
    stream $name
done
[ $bad = 0 ] && echo "logs have names"
