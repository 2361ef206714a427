#!/bin/sh
# Proves that where `make gdb` stops is where the log says: at faults of `pressure`, and at lines that are no faults of two
# scenes and of a program of one's own, address, thread, instruction and registers are held against the log and against QEMU's
# trace of another run. Every COUNT-th or so (COUNT=6 of each); with COUNT=all every fault of `pressure`, and twenty lines of
# each of the others, in sessions of their own (`make gdb-all`).
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
work=$build/test/gdb-log-${COUNT:-some}
count=${COUNT:-6}
command -v gdb-multiarch >/dev/null || { echo "gdb-multiarch is not installed"; exit 77; }
rm -rf "$work"
mkdir -p "$work"
unset OUT FAULT LINE EXCEPTION EXE ARGS DLLS STDIN BOOT RAM SCENE SCENES
bad=0
wrong() { printf 'not ok: %s\n' "$*"; bad=$((bad + 1)); }

# machine NAME: its log and trace; SCENE, or EXE and the rest, is in the environment.
machine() {
    place=$1
    if [ -n "${EXE-}" ]; then
        sh "$tests/volume.sh" program "$work/$place"
    else
        sh "$tests/volume.sh" scene "$SCENE" "$work/$place"
    fi
    sh "$tests/qemu.sh" "$work/$place" -d int -D trace 2>"$work/$place/qemu.err" || :
}

# some NUMBER: so many of the numbers on standard input, spread evenly, the first and the last among them.
some() { LC_ALL=C awk -v some="$1" -f "$tests/self/gdb/some.awk"; }

fault_numbers() { LC_ALL=C awk -f "$tests/gdb/number.awk" -f "$tests/self/gdb/numbers.awk" "$work/$place/serial.log" | sort -n; }
other_lines() { LC_ALL=C awk '$2 != "fault" { print $1 }' "$work/$place/serial.log"; }

# session WORD=NUMBER FILE: gdb stops there and reads FILE.
session() {
    env "$1" timeout -k 2 "${TIMEOUT:-280}" sh "$tests/gdb.sh" --batch -x "$tests/self/gdb/show.gdb" -x "$2" \
        </dev/null >>"$work/$place.out" 2>"$work/$place.err" || :
}

# compare FAULTS LINES: so many must have been compared, and nothing found.
compare() {
    LC_ALL=C awk -v services="$tests/../sched/service/services.def" -f "$tests/hex.awk" -f "$tests/gdb/number.awk" -f "$tests/self/gdb/compare.awk" "$work/$place/trace" "$work/$place/serial.log" \
        "$work/$place.out" >"$work/$place.compared"
    [ "$(cat "$work/$place.compared")" = "$1 faults and $2 lines" ] ||
        wrong "$place: not $1 faults and $2 lines: $(head -n 5 "$work/$place.compared"), see $work/$place.out"
}

# The first whose instruction has its stack in a page that is absent, and the one behind it.
on_absent_stack() {
    absent=$(LC_ALL=C awk -v pattern='(TransitionFault|HardPageFault) .* u[rw] 0022f' -f "$tests/gdb/number.awk" \
        -f "$tests/gdb/find.awk" "$work/$place/serial.log")
    printf '%s\n' "$absent" $((absent + 1))
}

# One session goes through all of them; each may have left the machine at an instruction whose stack is absent.
faults() {
    case $count in
        all) fault_numbers ;;
        *) { fault_numbers | some "$count"; on_absent_stack; } | sort -n -u ;;
    esac >"$work/$place.numbers"
    first=$(head -n 1 "$work/$place.numbers")
    { echo check_fault; sed -e 1d -e 's/.*/fault_go &\ncheck_fault/' "$work/$place.numbers"; } >"$work/$place.gdb"
    session "FAULT=$first" "$work/$place.gdb"
    compare "$(wc -l <"$work/$place.numbers")" 0
}

lines() {
    echo check_line >"$work/check_line"
    case $count in all) other_lines | some 20 ;; *) other_lines | some "$count" ;; esac >"$work/$place.numbers"
    first=$(head -n 1 "$work/$place.numbers")
    if [ "$count" = all ]; then
        while IFS= read -r number; do session "LINE=$number" "$work/check_line"; done <"$work/$place.numbers"
    else
        { echo check_line; sed -e 1d -e 's/.*/line_go &\ncheck_line/' "$work/$place.numbers"; } >"$work/$place.gdb"
        session "LINE=$first" "$work/$place.gdb"
    fi
    compare 0 "$(wc -l <"$work/$place.numbers")"
}

export SCENE=pressure
machine faults
faults
export SCENE=exceptions BOOT=/LOG=+service
machine exceptions
lines
export SCENE=createprocess BOOT=/LOG=+wait,+handle,+vad
machine processes
lines
unset SCENE
export EXE="$build/disk/PROGRAMS/errand.exe" ARGS='say hello null' BOOT='/LOG=+frame,+pte /DEBUGPORT=VIRTIO'
machine own
lines
[ $bad = 0 ] && echo "$(cat "$work"/*.compared | tr '\n' ';') as the log and the emulator have them"
