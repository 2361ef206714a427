#!/bin/sh
# `make run`: runs the default scene, the scene SCENE or the program EXE, shows the log as it comes and a short table.
# All words come from the environment; `make help` lists them. Ends with 0 when the machine ended well.
set -eu
tests=$(dirname "$0")
out=${OUT:-${BUILD:-build}/run}

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
trap 'kill $machine 2>/dev/null || :' INT TERM
# Only mawk has to be told that somebody is looking on: it would wait for a whole buffer.
case $(awk -W version 2>&1 </dev/null) in mawk*) eager="-W interactive" ;; *) eager= ;; esac
# shellcheck disable=SC2086  # an option and its word, or none
tail -n +1 -s 0.05 -f --pid=$machine "$out/serial.log" | LC_ALL=C awk $eager -v colour=$colour -f "$tests/colour.awk"
status=0
wait $machine || status=$?

LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/status.awk" "$out/serial.log" >"$out/status"
LC_ALL=C awk -v folder="$out" -v status="$(cat "$out/status")" -f "$tests/hex.awk" -f "$tests/table.awk" "$out/serial.log"
[ "$status" != 124 ] || echo "faultline: stopped after $limit seconds (TIMEOUT=)" >&2
[ "$status" != 0 ] || echo "faultline: triple fault" >&2
[ "$status" = 33 ] && tail -n 1 "$out/serial.log" | grep -q '^[0-9]* end ok '
