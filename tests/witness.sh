#!/bin/sh
# The second witness: QEMU's own trace of exceptions (-d int). Each page fault in it must stand in the log as one
# `fault` line with the same address and instruction, and an access that goes with it (witness_access.awk), and none
# more. Prints a verdict.
#
#   tests/witness.sh FOLDER     where a scene ran before; it runs again in FOLDER/witness
#
# The second run's raw log must be the same bytes, too. A scene whose /LOG= may leave faults out runs again with faults
# in the log; all other lines must then be the same, but for their numbers and that switch. That log is a long one, so it
# goes by the bulk device.
set -eu
[ $# = 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$1
tests=$(dirname "$0")
again=$out/witness
rm -rf "$out/witness.diff" "$again"
[ -s "$out/serial.log" ] || { echo "ERROR there was no run before"; exit 1; }

# As in the machine the last /LOG= counts, and what it does not take away with a minus is as usual.
mkdir "$again"
cp "$out/machine" "$out/console.in" "$again"
case $(sed -n 's,.*[ ]/LOG=\([^ ]*\).*,\1,p' "$out/boot.ini") in
    *-*)
        comparable() { LC_ALL=C awk -f "$tests/witness_other.awk" "$1"; }
        sed 's#.*[ ]/LOG=[^ ]*#&,+fault /DEBUGPORT=VIRTIO#' "$out/boot.ini" >"$again/boot.ini"
        sed 's/^log=.*/log=virtio/' "$out/machine" >"$again/machine"
        cp "$out/disk.img" "$again"
        MTOOLSRC=/dev/null mcopy -o -i "$again/disk.img" "$again/boot.ini" ::BOOT.INI
        ;;
    *)
        comparable() { cat "$1"; }
        ln -s ../boot.ini ../disk.img "$again"
        ;;
esac

status=0
sh "$tests/qemu.sh" "$again" -d int -D trace 2>"$again/qemu.err" || status=$?
comparable "$out/serial.log" >"$again/first.log"
if ! comparable "$again/serial.log" | diff "$again/first.log" - >"$out/witness.diff"; then
    echo "DIFF a second run wrote another log (exit status $status)"
    exit 1
fi

LC_ALL=C awk -f "$tests/witness_trace.awk" "$again/trace" >"$again/witness.qemu"
LC_ALL=C awk -f "$tests/witness_log.awk" "$again/serial.log" >"$again/witness.log"
rm -f "$again/trace" "$again/disk.img" "$again/first.log"
count=$(wc -l <"$again/witness.log")

# same QEMU LOG: the same faults in the same order, whatever the access.
same() {
    cut -d ' ' -f 1-3 "$1" >"$again/faults"
    cut -d ' ' -f 1-3 "$2" | diff "$again/faults" - >"$out/witness.diff"
}

qemu=$again/witness.qemu log=$again/witness.log waited=
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
