#!/bin/sh
# `make torture`: random work of four processes with few frames, all of it checked, while the machine checks its books: the
# program torture.exe (images/programs/torture.c). Takes some minutes, so the scene `torture` does only a little of it.
#
#   COUNT=1000000   operations of all together        SEED=1   where chance begins        VERIFY=61   of how many events one is a check
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/torture
count=${COUNT:-1000000} seed=${SEED:-1} every=${VERIFY:-61}
for number in "$count" "$seed" "$every"; do
    case $number in '' | *[!0-9]*) echo "torture: COUNT, SEED and VERIFY are numbers, not \"$number\"" >&2; exit 2 ;; esac
done

mkdir -p "$work/scenes/torture"
echo "/MAXFRAMES=384 /PAGEFILE=6 /LOG=-all,+process /VERIFY=$every" >"$work/scenes/torture/switches"
for who in 0 1 2 3; do
    printf 'C:\\PROGRAMS\\torture.exe %s %s %s\n' "$((count / 4))" "$seed" "$who"
done >"$work/scenes/torture/programs"
SCENES=$work/scenes sh "$tests/volume.sh" scene torture "$work/machine"

status=0
TIMEOUT=${TIMEOUT:-3600} sh "$tests/qemu.sh" "$work/machine" 2>/dev/null || status=$?
tr -d '\r' <"$work/machine/console.log"
[ $status = 33 ] || { tail -n 20 "$work/machine/serial.log"; echo "torture: the machine ended with $status"; exit 1; }
[ "$(tr -d '\r' <"$work/machine/console.log" | grep -c ', 0 wrong$')" = 4 ]
