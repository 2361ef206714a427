#!/bin/sh
# `make look [OUT=folder]`: what a run left: its table, which images lay where, and what is on its volume.
set -eu
tests=$(dirname "$0")
out=${OUT:-${BUILD:-build}/run}
[ -s "$out/serial.log" ] || { echo "look: no log in $out; make run makes one" >&2; exit 1; }

echo "images       (process, place, file)"
sed -n 's/^[0-9]* image+ /             /p' "$out/serial.log" | LC_ALL=C sort -u
echo "volume       (mtools reads it: mcopy -i $out/disk.img ::TEMP/file .)"
MTOOLSRC=/dev/null mdir -i "$out/disk.img" -b -/ :: | sed 's/^::/             C:/; s,/,\\,g'
LC_ALL=C awk -v folder="$out" -v status="$(cat "$out/status")" -f "$tests/hex.awk" -f "$tests/table.awk" "$out/serial.log"
