#!/bin/sh
# Runs scenes with everything in the log and has the reader follow them.
#
#   tests/reader.sh scene NAME FOLDER    one scene, with the books checked; prints a verdict: PASS, DIFF with the first
#                                        contradiction or an exit status that is not the scene's, SKIP, ERROR
#   tests/reader.sh table                all scenes, and pressure with 1 to 4 MB: `make reader-scenes`
#   tests/reader.sh mutants              changes the logs of `table`, COUNT times for each event (200), from SEED (1) on:
#                                        `make reader-mutants`
#
# The variable BOOT adds switches; with TRACE the emulator leaves its own account of exceptions, for tests/witness.sh. The log goes
# by the fast device.
set -eu
usage() { sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(dirname "$0")
build=${BUILD:-build}
scenes=${SCENES:-$tests/scenes}
work=$build/reader/logs

# run NAME FOLDER [SWITCH]: leaves FOLDER/serial.log, or says why not.
run() {
    mkdir -p "$2"
    [ ! -e "$scenes/$1/skip" ] || { echo "SKIP $(cat "$scenes/$1/skip")"; return 1; }
    BOOT="/DEBUGPORT=VIRTIO /LOG=all ${BOOT-} ${3-}" sh "$tests/volume.sh" scene "$1" "$2" 2>"$2/volume.err" ||
        { echo "ERROR $(tail -n 1 "$2/volume.err")"; return 1; }
    why=$(sh "$tests/qemu.sh" --can "$2" 2>&1) || { echo "SKIP $why"; return 1; }
    status=0
    sh "$tests/qemu.sh" "$2" ${TRACE:+-d int -D trace} 2>"$2/qemu.err" || status=$?
    case $status in
        37 | 39 | 45 | 47 | 49 | 51) echo 'SKIP the loader gave up: there is no log'; return 1 ;;
    esac
    [ -s "$2/serial.log" ] || { echo "ERROR there is no log (exit status $status)"; return 1; }
}

# read_log FOLDER: a verdict from what the reader says.
read_log() {
    status=0
    said=$("$build/reader/read" "$1/serial.log") || status=$?
    case $status in
        0) echo "PASS ${said#*: }" ;;
        1) echo "DIFF ${said#"$1/serial.log:"}" ;;
        *) echo "ERROR the reader ended with $status" ;;
    esac
}

# judge NAME FOLDER [SWITCH]
judge() { if run "$@"; then read_log "$2"; fi; }

row() { printf '%-24s %s\n' "$1" "$2"; }

table() {
    rm -rf "$work"
    for folder in "$scenes"/*/; do
        name=$(basename "$folder")
        row "$name" "$(judge "$name" "$work/$name")"
    done
    for size in 1 2 3 4; do
        row "pressure, $size MB" "$(judge pressure "$work/pressure-$size" "/MAXMEM=$size")"
        row "regions, $size MB" "$(judge regions "$work/regions-$size" "/MAXMEM=$size")"
    done
}

# Logs that contradict themselves, or are none, cannot be changed so that it shows.
mutants() {
    [ -d "$work" ] || table >/dev/null
    set --
    for folder in "$work"/*/; do
        case $(read_log "$folder" 2>/dev/null) in PASS*) set -- "$@" "${folder}serial.log" ;; esac
    done
    exec "$build/reader/mutate" "$@" -n "${COUNT:-200}" -s "${SEED:-1}"
}

# A check costs time, so a scene may name the n of which one checkpoint is one.
books() { if [ -e "$scenes/$1/verify" ]; then echo "/VERIFY=$(cat "$scenes/$1/verify")"; else echo /VERIFY; fi; }

# ended NAME: what stops a machine whose books are wrong has a status of its own.
ended() {
    expected=$(cat "$scenes/$1/expect" 2>/dev/null || echo 33)
    [ "$status" = "$expected" ] || { echo "DIFF exit status $status, not $expected"; return 1; }
}

one_scene() { if run "$1" "$2" "$(books "$1")" && ended "$1"; then read_log "$2"; fi; }

case ${1-}:$# in
    scene:3) one_scene "$2" "$3" ;;
    table:1) table ;;
    mutants:1) mutants ;;
    *) usage ;;
esac
