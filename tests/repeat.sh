#!/bin/sh
# `make repeat`: each scene (or SCENE) ten times in a row and then two at once; every raw log must be the same bytes.
set -eu
tests=$(dirname "$0")
work=${BUILD:-build}/repeat
bad=0

# One more run of a prepared folder, into a folder of its own so that two can run at once.
again() {
    mkdir -p "$2"
    cp "$1/disk.img" "$1/machine" "$1/console.in" "$2/"
    sh "$tests/qemu.sh" "$2" 2>/dev/null || :
}

same() {
    cmp -s "$work/model.log" "$1/serial.log" && cmp -s "$work/model.console" "$1/console.log" && return
    echo "not ok - $scene: $2 differs, see $1"
    bad=$((bad + 1))
}

rm -rf "$work"
for folder in "$tests"/scenes/${SCENE:-*}/; do
    scene=$(basename "$folder")
    [ ! -e "$folder/skip" ] || continue
    sh "$tests/volume.sh" scene "$scene" "$work/$scene"
    sh "$tests/qemu.sh" "$work/$scene" 2>/dev/null || :
    cp "$work/$scene/serial.log" "$work/model.log"
    cp "$work/$scene/console.log" "$work/model.console"
    before=$bad
    for run in 2 3 4 5 6 7 8 9 10; do
        again "$work/$scene" "$work/run"
        same "$work/run" "run $run"
    done
    again "$work/$scene" "$work/left" & left=$!
    again "$work/$scene" "$work/right"
    wait $left
    same "$work/left" "the first of two at once"
    same "$work/right" "the second of two at once"
    [ $bad != "$before" ] || echo "ok - $scene: 12 runs, $(wc -l <"$work/model.log") lines each"
done
[ $bad = 0 ]
