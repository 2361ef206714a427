#!/bin/sh
# Holds README.md to the machine: the lines of a log that it shows are lines of what the scene `default` writes, as they stand.
# Another toolchain makes other addresses; there it is skipped.
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
# held FILE: fails when one of its lines is none of the log; then the log's line of that number is what should stand there.
held() {
    shown "$1" | while IFS= read -r line; do
        grep -q -x -F -e "$line" "$work/run/serial.log" || printf -- '-%s\n+%s\n' "$line" "$(grep "^${line%% *} " "$work/run/serial.log")"
    done >"$work/difference"
    [ ! -s "$work/difference" ]
}

[ "$(shown "$readme" | wc -l)" -ge 5 ] || { echo 'README.md shows no lines of a log'; exit 1; }
held "$readme" || { echo 'README.md shows lines that the log has not:'; cat "$work/difference"; exit 1; }
sed 's/^\(    [0-9]* fault HardPageFault .*pfn=\).*/\1none/' "$readme" >"$work/wrong"
if held "$work/wrong"; then echo 'a line that is not in the log is not found'; exit 1; fi
echo "README.md shows what the log says"
