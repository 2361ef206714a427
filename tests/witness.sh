#!/bin/sh
# The second witness: QEMU's own trace of exceptions (-d int). Each page fault in it must stand in the log as one
# `fault` line with the same address and instruction, and an access that goes with it (witness_access.awk), and none
# more. Prints a verdict.
#
#   tests/witness.sh FOLDER     where a machine with class `fault` in its log has left serial.log and the trace
set -eu
[ $# = 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$1
tests=$(dirname "$0")
qemu=$out/witness.qemu log=$out/witness.log
rm -f "$out/witness.diff"
if [ ! -s "$out/serial.log" ] || [ ! -e "$out/trace" ]; then echo "ERROR there was no run before"; exit 1; fi
LC_ALL=C awk -f "$tests/witness_trace.awk" "$out/trace" >"$qemu"
LC_ALL=C awk -f "$tests/witness_log.awk" "$out/serial.log" >"$log"
rm -f "$out/trace"
count=$(wc -l <"$log")

# same QEMU LOG: the same faults in the same order, whatever the access.
same() {
    cut -d ' ' -f 1-3 "$1" >"$out/witness.faults"
    cut -d ' ' -f 1-3 "$2" | diff "$out/witness.faults" - >"$out/witness.diff"
}

waited=
if ! same "$qemu" "$log"; then
    # QEMU tells when a fault begins, the log when it ends: one that waits for a frame is overtaken by others.
    LC_ALL=C sort "$qemu" >"$qemu.sorted"
    LC_ALL=C sort "$log" >"$log.sorted"
    qemu=$qemu.sorted log=$log.sorted waited=', some of which waited'
    same "$qemu" "$log" || { echo "DIFF QEMU (<) and the log (>) do not tell the same faults"; exit 1; }
fi
LC_ALL=C awk -f "$tests/witness_access.awk" "$qemu" "$log" >"$out/witness.diff"
[ ! -s "$out/witness.diff" ] || { echo "DIFF QEMU (<) and the log (>) do not tell the same accesses"; exit 1; }
rm "$out/witness.diff"
echo "PASS $count faults$waited"
