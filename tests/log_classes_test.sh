#!/bin/sh
# What is turned on changes nothing but the log: scenes run with every class on, and what is left when the lines of the
# others are taken out again is the normal log, but for its numbers.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/test/log-classes
scenes='createprocess pressure clocks'
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }

# run FOLDER SCENE SWITCHES: the scene's log in FOLDER.
run() {
    BOOT=$3 sh "$tests/volume.sh" scene "$2" "$1" >"$1.said" 2>&1 || wrong "$2: $(tail -n 1 "$1.said")"
    sh "$tests/qemu.sh" "$1" >>"$1.said" 2>&1 || [ $? = 33 ] || wrong "$2 with $3: $(tail -n 1 "$1.said")"
}

# The lines of the default classes, without what is meant to differ.
default_lines() { LC_ALL=C awk -f "$tests/log_classes.awk" "$1/serial.log"; }

for scene in $scenes; do
    mkdir -p "$work"
    run "$work/$scene" "$scene" /LOG=+console
    run "$work/$scene-all" "$scene" /LOG=all
    default_lines "$work/$scene" >"$work/$scene.normal"
    default_lines "$work/$scene-all" >"$work/$scene.all"
    diff "$work/$scene.normal" "$work/$scene.all" >"$work/$scene.diff" ||
        wrong "$scene: other classes changed what happened: $(head -n 5 "$work/$scene.diff")"
    [ "$(wc -l <"$work/$scene-all/serial.log")" -gt "$(wc -l <"$work/$scene/serial.log")" ] ||
        wrong "$scene: /LOG=all has no more lines"
    rm -f "$work/$scene/disk.img" "$work/$scene-all/disk.img"
done
[ $bad = 0 ] && echo "the classes change nothing but the log"
