#!/bin/sh
# What a run left in a folder (`make look OUT=FOLDER`, `faultline look FOLDER`): its table, which images lay where, its volume.
set -eu
tests=$(dirname "$0")
out=${OUT:-${BUILD:-build}/run}
[ -s "$out/serial.log" ] || { printf 'look: no log in %s; a run makes one (make run, faultline run --keep)\n' "$out" >&2; exit 1; }

# The volume lies in the machine's memory; its file is what the machine began with until that memory has been read.
state() {
    case $(sed -n 's/^save=//p' "$out/machine" 2>/dev/null) in
        '') echo 'as it was at the start: what the programs wrote is not kept' ;;
        *) if [ -e "$out/memory.img" ]; then echo 'as it was at the start'; else echo 'as it was at the end'; fi ;;
    esac
}

echo "images       (process, place, file)"
sed -n 's/^[0-9]* image+ /             /p' "$out/serial.log" | LC_ALL=C sort -u
printf 'volume       (%s; mtools reads it: mcopy -i %s ::TEMP/file .)\n' "$(state)" "$out/disk.img"
MTOOLSRC=/dev/null mdir -i /dev/fd/8 -b -/ :: 8<"$out/disk.img" | sed 's/^::/             C:/; s,/,\\,g'
status=$(LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/status.awk" "$out/serial.log")
FOLDER=$out LC_ALL=C awk -v status="$status" -f "$tests/hex.awk" -f "$tests/table.awk" "$out/serial.log"
