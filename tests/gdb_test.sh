#!/bin/sh
# Proves `make gdb` in batch mode: at a fault in the program, one in a DLL and one in the kernel, gdb shows the source
# line, goes from the faulting instruction into the handler, and comes back to the same instruction.
set -eu
tests=$(dirname "$0")
work=${BUILD:-build}/test/gdb
scene=hello
command -v gdb-multiarch >/dev/null || { echo "gdb-multiarch is not installed"; exit 77; }
mkdir -p "$work"
bad=0

# The number, among the log's faults, of the first one that a golden line's pattern matches and that is resolved.
fault_number() { awk -v pattern="$1" -f "$tests/gdb/find.awk" "$tests/scenes/$scene/golden"; }

# has WHAT PATTERN: the session's output must have a line like this.
has() {
    grep -Eq -- "$2" "$work/$place.out" && return
    echo "not ok: fault in the $place: $1 is missing ($2), see $work/$place.out"
    bad=$((bad + 1))
}

# step PLACE PATTERN FILE: at the first fault whose golden line matches, its instruction is in FILE.
step() {
    place=$1
    number=$(fault_number "$2")
    [ -n "$number" ] || { echo "not ok: $scene has no fault that matches $2"; bad=$((bad + 1)); return 0; }
    SCENE=$scene FAULT=$number OUT=$work/$place timeout -k 2 60 sh "$tests/gdb.sh" --batch -ex stepfault >"$work/$place.out" 2>&1 || :
    has 'the source line' "Line [0-9]+ of \"[^\"]*$3"
    has 'the way into the handler' '^cr2 = '
    has 'the handler in C' "in fault_[a-z_]+ \\(|#1 .* fault_[a-z_]+ \\("
    # Step 4 shows the same instruction that step 1 showed.
    before=$(sed -n '/^--- 1/,/^--- 2/s/^=> \(0x[0-9a-f]*\).*/\1/p' "$work/$place.out")
    after=$(sed -n '/^--- 4/,$s/^=> \(0x[0-9a-f]*\).*/\1/p' "$work/$place.out")
    [ -n "$before" ] && [ "$before" = "$after" ] && return
    echo "not ok: fault in the $place: began at ${before:-nowhere}, came back at ${after:-nowhere}, see $work/$place.out"
    bad=$((bad + 1))
}

step program 'pc=hello.exe!main ' 'hello\.c'
step DLL 'pc=(MSVCRT|msvcrt|NTDLL|KERNEL32)[^ ]*![a-zA-Z]' '\.c'
step kernel 'k[rw] .*pc=KERNEL.EXE!' '\.[cS]'
[ $bad = 0 ] && echo "stepped through faults of the program, a DLL and the kernel"
