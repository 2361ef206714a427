#!/bin/sh
# Runs one scene on every emulator, one after the other, for tests/emulators.sh: each leaves a folder of its name with
# serial.log and `result`, whose first line is
#
#   same                COM1 wrote QEMU's bytes; for qemu itself: it ended as the scene expects
#   DIFF line N         the first line that is another; QEMU's line and its own follow
#   HANG, ERROR         it did not come to its end, the emulator failed, or there is nothing to compare with
#   SKIP reason         what the emulator lacks for this scene (tests/emulators/NAME.lacks)
#
#   tests/emulators/scene.sh NAME
set -eu
[ $# = 1 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2; }
name=$1
here=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
out=$build/emulators/scenes/$name
scene=${SCENES:-$here/../scenes}/$name

run_qemu() { sh "$here/../qemu.sh" "$1"; }
run_smp2() { sh "$here/../qemu.sh" "$1" -smp 2; }
run_bochs() { node "$here/bochs.mjs" "$1"; }
run_v86() { node "$here/v86.mjs" "$1" "$build/emulators/node_modules"; }

# Why EMULATOR leaves this scene out; nothing if it does not.
lack() {
    [ ! -e "$scene/skip" ] || cat "$scene/skip"
    case $1 in qemu | smp2) sh "$here/../qemu.sh" --can "$out" 2>&1 || : ;; esac
    if [ "$1" != qemu ] && grep -q '^clock=.' "$out/machine"; then echo 'its clock counts the instructions of QEMU'; fi
    [ ! -e "$here/$1.lacks" ] || sed -n "s/^$name: *//p" "$here/$1.lacks"
}

# Only QEMU has a port that gives the scene's own status; from the others 0 is the end.
judge() {
    model=$out/qemu/serial.log log=$out/$1/serial.log
    case $1 in
        qemu | smp2) expected=$(cat "$scene/expect" 2>/dev/null || echo 33) ;;
        *) expected=0 ;;
    esac
    case $2 in
        "$expected") ;;
        124 | 137) echo "HANG time is over; the last line was: $(tail -n 1 "$log" | cut -c1-100)"; return ;;
        *) echo "ERROR exit status $2: $(tail -n 1 "$out/$1/err")"; return ;;
    esac
    if [ "$1" != qemu ] && ! grep -qx same "$out/qemu/result"; then echo "ERROR QEMU's own run is no model"; return; fi
    if cmp -s "$model" "$log"; then echo same; else LC_ALL=C awk -f "$here/difference.awk" "$model" "$log"; fi
}

# The image is one file for all; each emulator keeps what the machine writes on it elsewhere.
run() {
    lack=$(lack "$1" | head -n 1)
    if [ -n "$lack" ]; then echo "SKIP $lack"; return; fi
    for file in disk.img machine console.in; do ln -sf "../$file" "$out/$1/$file"; done
    status=0
    "run_$1" "$out/$1" 2>"$out/$1/err" || status=$?
    judge "$1" $status
}

finish() { : >"$out/done"; }
trap finish EXIT
volume=$(sh "$here/../volume.sh" scene "$name" "$out" 2>&1) || volume="ERROR $volume"
for emulator in qemu smp2 bochs v86; do
    case $volume in
        ERROR*) echo "$volume" ;;
        *) run $emulator ;;
    esac >"$out/$emulator/result"
done
rm -f "$out/disk.img"
