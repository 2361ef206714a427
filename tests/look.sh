#!/bin/sh
# What a run left in a folder: its table, which images lay where, its volume; and, if the log tells of frames (/LOG=all), a picture,
# FOLDER/look.svg: the clusters of the volume beside the page frames, the same colour for the same file and process.
#
#   tests/look.sh [--at LINE] [--address ADDRESS] [FOLDER]
#
#   --at LINE            the frames as they were behind this line of the log; without it, when the most were in use
#   --address ADDRESS    below it, how the processor finds this address in each process: directory, table, PTE, frame
#
# `make look OUT=FOLDER AT=LINE ADDRESS=ADDRESS` is the same; `make look SCENE=x` runs that scene first, in build/look/x. If the log has an
# object picture (/GRAPH=), that is drawn, too: FOLDER/objects.svg.
set -eu
usage() { sed -n '5,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(dirname "$0")
out=${OUT:-${BUILD:-build}/run} at=${AT-} address=${ADDRESS-}
while [ $# -gt 0 ]; do
    case $1 in
        --at | --address)
            [ $# -gt 1 ] || usage
            if [ "$1" = --at ]; then at=$2; else address=$2; fi
            shift ;;
        -*) printf 'look: there is no switch %s\n' "$1" >&2; usage ;;
        *) out=$1 ;;
    esac
    shift
done
fail() { printf 'look: %s\n' "$*" >&2; exit 1; }
if [ -n "${SCENE-}" ] && [ -z "${OUT-}" ]; then
    out=${BUILD:-build}/look/$SCENE
    sh "$tests/volume.sh" scene "$SCENE" "$out" || exit 1
    sh "$tests/qemu.sh" "$out" 2>"$out/qemu.err" || :
fi
[ -s "$out/serial.log" ] || fail "no log in $out; a run makes one (make run, faultline run --keep)"

# The volume lies in the machine's memory; its file is what the machine began with until that memory has been read.
end=
case $(sed -n 's/^save=//p' "$out/machine" 2>/dev/null) in
    '') state='as it was at the start: what the programs wrote is not kept' ;;
    *)
        state='as it was at the start'
        [ -e "$out/memory.img" ] || { end=yes state='as it was at the end'; } ;;
esac

echo "images       (process, place, file)"
sed -n 's/^[0-9]* image+ /             /p' "$out/serial.log" | LC_ALL=C sort -u
printf 'volume       (%s; mtools reads it: mcopy -i %s ::TEMP/file .)\n' "$state" "$out/disk.img"
list() { MTOOLSRC=/dev/null mdir -i /dev/fd/8 "$@" -/ :: 8<"$out/disk.img"; }
list -b | sed 's/^::/             C:/; s,/,\\,g'

case $address in
    '') ;;
    *[!0-9a-fA-F]* | ?????????*) fail "$address is no address: up to eight hex digits" ;;
esac
# What is drawn is what a reader of the log can know at this line.
moment=$(LC_ALL=C awk -v at="$at" -f "$tests/look_moment.awk" "$out/serial.log") || fail "$moment"
if [ -n "$moment" ]; then
    most=''
    [ -n "$at" ] || most=', the most at a time'
    : 2>/dev/null >"$out/look.svg" || fail "cannot write $out/look.svg"
    {
        LC_ALL=C od -An -v -tu1 -N 62 "$out/disk.img" | sed 's/^/boot /'
        list -a -b | sed 's,/$,,' | while IFS= read -r name; do
            MTOOLSRC=/dev/null mshowfat -i /dev/fd/8 "$name" 8<"$out/disk.img" 2>/dev/null </dev/null | sed 's/^/file /'
        done
        echo log
        cat "$out/serial.log"
    } | LC_ALL=C awk -v at="${moment%% *}" -v address="$address" -v end="$end" -v chosen="$at" -f "$tests/hex.awk" \
        -f "$tests/look_volume.awk" -f "$tests/look_log.awk" -f "$tests/look_walk.awk" -f "$tests/look.awk" >"$out/look.svg"
    printf 'picture      %s (volume %s; frames behind line %s: %s in use (Active)%s)\n' "$out/look.svg" "${state%%:*}" \
        "${moment%% *}" "${moment#* }" "$most"
elif [ -n "$at$address" ]; then
    fail "$out/serial.log tells nothing of frames: run it with /LOG=all"
else
    echo 'picture      none: the log tells nothing of frames; /LOG=all does'
fi

if grep -q '^[0-9]* graph ' "$out/serial.log"; then
    LC_ALL=C awk -f "$tests/graph.awk" "$out/serial.log" >"$out/objects.svg" || fail "cannot write $out/objects.svg"
    printf 'objects      %s\n' "$out/objects.svg"
fi

status=$(LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/status.awk" "$out/serial.log")
FOLDER=$out LC_ALL=C awk -v status="$status" -f "$tests/hex.awk" -f "$tests/classes.awk" -f "$tests/table.awk" "$out/serial.log"
