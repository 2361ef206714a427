#!/bin/sh
# `make run`: runs the default scene, the scene SCENE or the program EXE, shows the log as it comes and a short table.
# All words come from the environment; `make help` lists them. The log has names for addresses of code (RAW=1: none); QUIET=1 shows
# the program's output instead. Ends with 0 when a scene ended as its file `expect` says, a program EXE by itself.
set -eu
tests=$(dirname "$0")
out=${OUT:-${BUILD:-build}/run}
# shellcheck source=tests/lock.sh
. "$tests/lock.sh"
take_folder "$out" "run: OUT=" || exit 1

if [ -n "${EXE-}" ]; then
    sh "$tests/volume.sh" program "$out"
    limit=${TIMEOUT:-300}
else
    sh "$tests/volume.sh" scene "${SCENE:-default}" "$out"
    limit=${TIMEOUT:-60}
fi

colour=0
[ ! -t 1 ] || colour=1
: >"$out/serial.log"
TIMEOUT=$limit sh "$tests/qemu.sh" "$out" &
machine=$!
trap 'kill $machine 2>/dev/null || :' HUP INT TERM
show() { sh "$tests/eager.sh" -v colour=$colour -f "$tests/colour.awk"; }
follow() { tail -n +1 -s 0.05 -f --pid=$machine "$out/$1"; }
if [ -n "${QUIET-}" ]; then
    : >>"$out/console.log"
    follow console.log
elif [ -n "${RAW-}" ]; then
    follow serial.log | show
else
    follow serial.log | sh "$tests/names.sh" "$out" - | show
fi
status=0
wait $machine || status=$?
[ -z "${SAVE-}" ] || sh "$tests/save.sh" "$out" || exit 1

LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/status.awk" "$out/serial.log" >"$out/status"
FOLDER=$out LC_ALL=C awk -v status="$(cat "$out/status")" -f "$tests/hex.awk" -f "$tests/classes.awk" -f "$tests/table.awk" "$out/serial.log"

# What there is to say, in words. A scene may be about a program that crashes or a machine that does not start, and its log may
# leave processes out: it went well when the machine ended as the scene expects, with all drivers of SYS. A program EXE must have
# ended by itself, with them.
TIMEOUT=$limit sh "$tests/outcome.sh" "$out" "$status" >"$out/outcome"
read -r _ kind <"$out/outcome"
if [ -z "${EXE-}" ]; then
    [ "$kind" = untold ] || sed -e 1d -e '/^ /!s/^/faultline: /' "$out/outcome" >&2
    expected=$(cat "${SCENES:-$tests/scenes}/${SCENE:-default}/expect" 2>/dev/null || echo 33)
    [ "$status" = "$expected" ] && [ "$kind" != driver ]
else
    sed -e 1d -e '/^ /!s/^/faultline: /' "$out/outcome" >&2
    [ "$kind" = ended ]
fi
