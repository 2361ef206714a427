#!/bin/sh
# `make emulators`: every scene's disk image, unchanged, on QEMU with two processors, on Bochs and on v86. What each writes
# on COM1 must be QEMU's bytes. Prints a table, then what differs and why something was left out, and ends with a line
# `N passed, N failed, N skipped`; exit status 0 when nothing failed.
#
#   tests/emulators.sh
#
# Environment: SCENE one scene only, JOBS how many at a time (all processors), TIMEOUT seconds for one run (600:
# `many` takes Bochs a minute when it has a processor for itself).
set -eu
[ $# = 0 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/emulators/scenes
scenes=${SCENES:-$tests/scenes}
emulators='qemu smp2 bochs v86'
export TIMEOUT="${TIMEOUT:-600}"

list_scenes() {
    if [ -n "${SCENE-}" ]; then echo "$SCENE"; return; fi
    for folder in "$scenes"/*/; do basename "$folder"; done
}

# The first word of each result, and the line of a difference.
row() {
    printf '%-18s' "$1"
    for emulator in $emulators; do
        result=$work/$1/$emulator/result
        [ -s "$result" ] || echo 'ERROR did not run' >"$result"
        printf ' %-12s' "$(sed -n -e '1s/^\(DIFF line [0-9]*\).*/\1/p' -e 't' -e '1s/ .*//' -e 1p "$result")"
    done
    echo
}

# Why a cell does not say "same".
reasons() {
    while IFS= read -r scene; do
        for emulator in $emulators; do
            grep -qx same "$work/$scene/$emulator/result" || sed "1s/^/$scene on $emulator: /" "$work/$scene/$emulator/result"
        done
    done
}

count() { while IFS= read -r scene; do cat "$work/$scene"/*/result; done | grep -cE "^($1)( |\$)" || :; }

rm -rf "$work"
mkdir -p "$work"
list_scenes >"$work/.scenes"
while IFS= read -r scene; do
    for emulator in $emulators; do mkdir -p "$work/$scene/$emulator"; done
done <"$work/.scenes"

tr '\n' '\0' <"$work/.scenes" | xargs -0 -n 1 -P "${JOBS:-$(nproc)}" sh "$tests/emulators/scene.sh" &
workers=$!
trap 'sh "$tests/end.sh" $workers; exit 130' INT TERM

# The table keeps the list's order and follows the jobs as they finish.
# shellcheck disable=SC2086  # a list of words
printf '%-18s %-12s %-12s %-12s %s\n' scene $emulators
while IFS= read -r scene; do
    while [ ! -e "$work/$scene/done" ] && kill -0 $workers 2>/dev/null; do sleep 0.1; done
    row "$scene"
done <"$work/.scenes"
wait $workers || :

reasons <"$work/.scenes"
passed=$(count same <"$work/.scenes")
skipped=$(count SKIP <"$work/.scenes")
failed=$(count 'DIFF|HANG|ERROR|BROKEN' <"$work/.scenes")
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
