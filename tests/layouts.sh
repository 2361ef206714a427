#!/bin/sh
# `make test-layouts`: every scene in every layout (tests/layouts/table), plain and with /VERIFY: the log must be the golden
# one, but for what the layout's switches explain by themselves. Prints a table of scenes and layouts, then the reason of
# each cell that says neither `same` nor `portable`, and ends with a line `N passed, N failed, N skipped`; exit status 0 when nothing
# failed.
#
#   tests/layouts.sh
#
# Environment: SCENE these scenes only, JOBS how many at a time (all processors).
set -eu
[ $# = 0 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/layouts
scenes=${SCENES:-$tests/scenes}
layouts=$(sed 's/ .*//' "$tests/layouts/table")

list_scenes() {
    # shellcheck disable=SC2086  # names
    if [ -n "${SCENE-}" ]; then printf '%s\n' $SCENE; return; fi
    for folder in "$scenes"/*/; do basename "$folder"; done
}

row() {
    printf '%-18s' "$1"
    for layout in $layouts; do
        result=$work/$1/$layout.result
        [ -s "$result" ] || echo 'ERROR did not run' >"$result"
        printf ' %-10s' "$(sed -n '1s/ .*//p;1q' "$result" | grep . || head -n 1 "$result")"
    done
    echo
}

reasons() {
    while IFS= read -r scene; do
        for layout in $layouts; do
            grep -qxE 'same|portable' "$work/$scene/$layout.result" || sed "1s/^/$scene $layout: /" "$work/$scene/$layout.result"
        done
    done
}

count() { while IFS= read -r scene; do cat "$work/$scene"/*.result; done | grep -cE "^($1)( |\$)" || :; }

rm -rf "$work"
mkdir -p "$work"
list_scenes >"$work/.scenes"
tr '\n' '\0' <"$work/.scenes" | xargs -0 -n 1 -P "${JOBS:-$(nproc)}" sh "$tests/layouts/scene.sh" &
workers=$!
trap 'sh "$tests/end.sh" $workers; exit 130' INT TERM

# The table keeps the list's order and follows the jobs as they finish.
printf '%-18s' scene
# shellcheck disable=SC2086  # a list of words
printf ' %-10s' $layouts
echo
while IFS= read -r scene; do
    while [ ! -e "$work/$scene/done" ] && kill -0 $workers 2>/dev/null; do sleep 0.1; done
    row "$scene"
done <"$work/.scenes"
wait $workers || :

reasons <"$work/.scenes"
passed=$(count 'same|portable' <"$work/.scenes")
skipped=$(count SKIP <"$work/.scenes")
failed=$(($(wc -l <"$work/.scenes") * $(echo "$layouts" | wc -l) - passed - skipped))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
