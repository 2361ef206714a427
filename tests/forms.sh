#!/bin/sh
# shellcheck disable=SC2154  # named by who reads it
#
# Read by the tests of the forms that golden logs are compared in, which have named: `tests`, `form` (a function: the form of a
# log), `fixture`, `work`, `scenes`, and `lines`, a pattern of what counts.
#
# In the fixture stands a golden log, `seen` with changes of it that must show in its form, and `ignored` with those that must
# not, each a sed script. And of real scenes each line is taken out that tells what a program does.
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }

# changed SCRIPT: the log so changed, in $work/log, and its form. Not to change it would prove nothing.
changed() {
    sed "$1" "$fixture/golden" >"$work/log"
    if cmp -s "$fixture/golden" "$work/log"; then wrong "$1 changes nothing"; fi
    form "$work/log" >"$work/form"
}

# without LINE GOLDEN: that line taken out must show.
without() {
    sed "$1d" "$2" | form >"$work/form"
    if cmp -s "$work/whole" "$work/form"; then wrong "$2: line $1 is not seen"; fi
}

mkdir -p "$work"
form "$fixture/golden" >"$work/whole"
while IFS= read -r change; do
    changed "$change"
    if cmp -s "$work/whole" "$work/form"; then wrong "$change is not seen"; fi
done <"$fixture/seen"
while IFS= read -r change; do
    changed "$change"
    diff "$work/whole" "$work/form" >"$work/diff" || wrong "$change is not ignored: $(head -n 3 "$work/diff")"
done <"$fixture/ignored"

for scene in $scenes; do
    golden=$tests/scenes/$scene/golden
    form "$golden" >"$work/whole"
    grep -nE "^[0-9]+ ($lines)" "$golden" | cut -d : -f 1 >"$work/lines"
    [ "$(wc -l <"$work/lines")" -gt 20 ] || wrong "$scene has too few lines"
    while IFS= read -r line; do without "$line" "$golden"; done <"$work/lines"
done
[ $bad = 0 ] && echo "$(wc -l <"$fixture/seen") changes are seen, $(wc -l <"$fixture/ignored") are not, and no line of a scene is missed"
