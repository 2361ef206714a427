#!/bin/sh
# Holds README.md to the machine: the lines of a log that it shows are lines of what the scene `default` writes, as they stand, and
# the fields that it explains stand in these lines. Another toolchain makes other addresses; there it is skipped.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/test/readme
readme=$tests/../README.md
mkdir -p "$work"

[ "$(sed -n '1s/^# toolchain: //p' "$tests/scenes/default/golden")" = "$(cat "${BUILD:-build}/toolchain")" ] ||
    { echo 'README.md shows the log of another toolchain'; exit 77; }
sh "$tests/scene.sh" default "$work/run" >"$work/said" || { cat "$work/said"; exit 1; }

# Code that is set off, and begins with the number of a line.
shown() { sed -n 's/^    \([0-9][0-9]* .*\)/\1/p' "$1"; }
# The first column of the table of fields.
# shellcheck disable=SC2016  # the backquotes are those of the page
explained() { sed -n '/^| field |/,/^$/s/^| `\([^`]*\)` |.*/\1/p' "$1"; }
# held FILE: fails when one of its lines is none of the log; then the log's line of that number is what should stand there. And when
# a field that it explains is in none of its lines.
held() {
    shown "$1" | while IFS= read -r line; do
        grep -q -x -F -e "$line" "$work/run/serial.log" || printf -- '-%s\n+%s\n' "$line" "$(grep "^${line%% *} " "$work/run/serial.log")"
    done >"$work/difference"
    shown "$1" | sed 's/.*/ & /' >"$work/shown"
    explained "$1" | while IFS= read -r field; do
        grep -q -F -e " $field " "$work/shown" || echo "-| \`$field\` |"
    done >>"$work/difference"
    [ ! -s "$work/difference" ]
}
# change WHAT SED-SCRIPT: README.md changed so must be refused.
change() {
    sed "$2" "$readme" >"$work/wrong"
    if held "$work/wrong"; then echo "$1 that is not in the log is not found"; exit 1; fi
}

[ "$(shown "$readme" | wc -l)" -ge 5 ] || { echo 'README.md shows no lines of a log'; exit 1; }
[ "$(explained "$readme" | wc -l)" -ge 5 ] || { echo 'README.md explains no fields'; exit 1; }
held "$readme" || { echo 'README.md shows what the log has not:'; cat "$work/difference"; exit 1; }
change 'a line' 's/^\(    [0-9]* fault HardPageFault .*pfn=\).*/\1none/'
change 'an address' 's/^\(| `pc=7c90\)[0-9a-f]*/\17480/'
echo "README.md shows what the log says"
