#!/bin/sh
# Runs one scene of tests/scenes and prints its verdict; exit status 0 for PASS and SKIP.
#
#   tests/scene.sh NAME FOLDER      FOLDER keeps everything the run left
#
# Beside what tests/volume.sh reads, a scene may have
#   expect   QEMU's exit status (33)      skip   why it cannot run now      golden   its log, in golden form
#   left/    what is on drive D: (`dir/`) when it has run
set -eu
[ $# = 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
name=$1 out=$2
tests=$(dirname "$0")
scene=${SCENES:-$tests/scenes}/$name

finish() {
    printf '%s\n' "$*" >"$out/verdict"
    printf '%s: %s\n' "$name" "$*"
    if [ -s "$out/portable" ]; then
        [ ! -s "$out/diff" ] || sed 1,2d "$out/diff" | head -n 40
    elif [ -s "$out/diff" ]; then
        sh "$tests/difference.sh" "$scene/golden" "$out/golden" | head -n 40
    fi
    case $1 in PASS* | SKIP*) exit 0 ;; *) exit 1 ;; esac
}

# shellcheck source=tests/child.sh
. "$tests/child.sh"
# shellcheck source=tests/lock.sh
. "$tests/lock.sh"
take_folder "$out" "scene: OUT=" || exit 2
rm -f "$out/diff" "$out/portable" "$out/portable.golden"
[ ! -e "$scene/skip" ] || finish SKIP "$(cat "$scene/skip")"
sh "$tests/volume.sh" scene "$name" "$out" 2>"$out/volume.err" || finish ERROR "$(tail -n 1 "$out/volume.err")"
lack=$(sh "$tests/qemu.sh" --can "$out" 2>&1) || finish SKIP "$lack"
status=0
child sh "$tests/qemu.sh" "$out" 2>"$out/qemu.err" || status=$?
expected=$(cat "$scene/expect" 2>/dev/null || echo 33)
LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/status.awk" "$out/serial.log" >"$out/status"
verdict=$(sh "$tests/verdict.sh" "$out" "$status" "$expected" "$scene/golden")
case $verdict in
    PASS*)
        [ ! -d "$scene/left" ] || diff -r "$scene/left" "$out/dir" >"$out/left.diff" 2>&1 ||
            verdict="DIFF the host has something else on drive D: $(head -n 1 "$out/left.diff")"
        ;;
esac
finish "$verdict"
