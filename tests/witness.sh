#!/bin/sh
# The second witness: QEMU's own trace of exceptions (-d int). Each page fault in it must stand in the log as one
# `fault` line with the same address and instruction, and none more. Prints a verdict.
#
#   tests/witness.sh FOLDER     where a scene ran before: it runs again, and its raw log must be the same bytes too
set -eu
[ $# = 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$1
tests=$(dirname "$0")
rm -f "$out/witness.diff"
[ -s "$out/serial.log" ] || { echo "ERROR there was no run before"; exit 1; }

mv "$out/serial.log" "$out/first.log"
status=0
sh "$tests/qemu.sh" "$out" -d int -D trace 2>"$out/qemu.err" || status=$?
if ! cmp -s "$out/first.log" "$out/serial.log"; then
    diff "$out/first.log" "$out/serial.log" >"$out/witness.diff" || :
    echo "DIFF a second run wrote another log (exit status $status)"
    exit 1
fi
rm "$out/first.log"

awk -f "$tests/witness_trace.awk" "$out/trace" >"$out/witness.qemu"
awk -f "$tests/witness_log.awk" "$out/serial.log" >"$out/witness.log"
rm "$out/trace"
count=$(wc -l <"$out/witness.log")
if diff "$out/witness.qemu" "$out/witness.log" >"$out/witness.diff"; then
    rm "$out/witness.diff"
    echo "PASS $count faults"
    exit 0
fi
# QEMU tells when a fault begins, the log when it ends: one that waits for a frame is overtaken by others.
LC_ALL=C sort "$out/witness.qemu" >"$out/witness.qemu.sorted"
if LC_ALL=C sort "$out/witness.log" | diff "$out/witness.qemu.sorted" - >"$out/witness.diff"; then
    rm "$out/witness.diff"
    echo "PASS $count faults, some of which waited"
else
    echo "DIFF QEMU (<) and the log (>) do not tell the same faults"
    exit 1
fi
