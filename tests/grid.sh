#!/bin/sh
# Read by scripts that play each scene in several places, a layout or an emulator, and show what came of it as a table. The
# reader has `tests`, `work`, `places`, a list of names, and `good`, the results that pass, as an extended regular expression.
#
# Environment: SCENE these scenes only, JOBS how many at a time (all processors).

# shellcheck disable=SC2154  # the variables of who reads it

list_scenes() {
    # shellcheck disable=SC2086  # names
    if [ -n "${SCENE-}" ]; then printf '%s\n' $SCENE; return; fi
    for folder in "${SCENES:-$tests/scenes}"/*/; do basename "$folder"; done
}

# The first word of each result, and the line of a difference.
row() {
    printf '%-18s' "$1"
    for place in $places; do
        result=$work/$1/$place/result
        mkdir -p "$work/$1/$place"
        [ -s "$result" ] || echo 'ERROR did not run' >"$result"
        printf ' %-12s' "$(sed -n -e '1s/^\(DIFF line [0-9]*\).*/\1/p' -e 't' -e '1s/ .*//' -e 1p "$result")"
    done
    echo
}

# Why a cell does not say that it is good.
reasons() {
    while IFS= read -r scene; do
        for place in $places; do
            grep -qxE "$good" "$work/$scene/$place/result" || sed "1s/^/$scene, $place: /" "$work/$scene/$place/result"
        done
    done
}

count() { while IFS= read -r scene; do cat "$work/$scene"/*/result; done | grep -cE "^($1)( |\$)" || :; }

# The table keeps the list's order and follows the jobs as they finish.
table() {
    printf '%-18s' scene
    # shellcheck disable=SC2086  # a list of words
    printf ' %-12s' $places
    echo
    while IFS= read -r scene; do
        while [ ! -e "$work/$scene/done" ] && kill -0 "$workers" 2>/dev/null; do sleep 0.1; done
        row "$scene"
    done
}

# Reads the list of scenes; ends with a line `N passed, N failed, N skipped`. False: something failed, or nothing passed.
sum() {
    passed=$(count "$good" <"$1")
    skipped=$(count SKIP <"$1")
    # shellcheck disable=SC2086  # a list of words
    failed=$(($(wc -l <"$1") * $(printf '%s\n' $places | wc -l) - passed - skipped))
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}

# grid SCRIPT: plays all scenes, each by `sh SCRIPT SCENE`, which leaves WORK/SCENE/PLACE/result for each place, with a verdict for
# its first word, and at the end WORK/SCENE/done.
grid() {
    rm -rf "$work"
    mkdir -p "$work"
    list_scenes >"$work/.scenes"
    while IFS= read -r scene; do
        for place in $places; do mkdir -p "$work/$scene/$place"; done
    done <"$work/.scenes"
    tr '\n' '\0' <"$work/.scenes" | xargs -0 -n 1 -P "${JOBS:-$(nproc)}" sh "$1" &
    workers=$!
    trap 'sh "$tests/end.sh" $workers; exit 130' INT TERM
    table <"$work/.scenes"
    wait $workers || :
    reasons <"$work/.scenes"
    sum "$work/.scenes"
}
