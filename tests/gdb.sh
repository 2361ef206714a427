#!/bin/sh
# `make gdb [SCENE=x] [FAULT=n]`: runs a scene twice. The first run's log tells which images lay where at fault n; the
# second stands under gdb, which stops it before the instruction of that fault. Both are the same run, that is the point.
#
#   tests/gdb.sh [gdb option...]     options come after the session's own, e.g. --batch -ex stepfault
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
project=$(dirname "$tests")
build=$(cd "${BUILD:-build}" && pwd)
scene=${SCENE:-default}
fault=${FAULT:-1}
out=${OUT:-$build/gdb}
case $fault in '' | *[!0-9]*) echo "gdb: FAULT=$fault is not a number" >&2; exit 2 ;; esac

sh "$tests/volume.sh" scene "$scene" "$out"
sh "$tests/qemu.sh" "$out" 2>"$out/qemu.err" || :
line=$(LC_ALL=C awk -v number="$fault" -f "$tests/gdb/number.awk" -f "$tests/gdb/line.awk" "$out/serial.log")
[ -n "$line" ] || { echo "gdb: $scene has only $(grep -c '^[0-9]* fault ' "$out/serial.log" || :) faults" >&2; exit 1; }
pid=$(echo "$line" | sed 's/^[0-9]* fault [A-Za-z]* \([0-9]*\)\..*/\1/')

{
    LC_ALL=C awk -v symbols="$build/sym" -v pid="$pid" -f "$tests/hex.awk" -f "$tests/images.awk" \
        -f "$tests/gdb/symbols.awk" "$out/serial.log"
    # The machine lives as long as the session; the limit is for one that gdb has lost.
    echo "target remote | cd '$out' && exec timeout 36000 $(sh "$tests/qemu.sh" --print "$out") -S -gdb stdio 2>qemu.err"
    echo "set \$fault_wanted = $fault"
} >"$out/session.gdb"

echo "$line"
exec gdb-multiarch -q -nx -iex 'set confirm off' -iex "directory $project" -x "$tests/gdb/settings.gdb" \
    -x "$out/session.gdb" -x "$tests/gdb/pte.gdb" -x "$tests/gdb/threads.gdb" -x "$tests/gdb/fault.gdb" \
    -x "$tests/gdb/start.gdb" "$@"
