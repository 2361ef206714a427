#!/bin/sh
# The portable form of a golden log (tests/README.md) sees what programs do and what happens to them, and nothing else.
#
# In tests/self/portable stands a golden log, `seen` with changes of it that must show in its portable form, and `ignored`
# with those that must not, each a sed script. And of real scenes each line is taken out that tells what a program does.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/test/portable
fixture=$tests/self/portable
scenes='default turns stack-overflows slow-disk'
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }
portable() { LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/speakers.awk" -f "$tests/places.awk" -f "$tests/portable.awk" "$@"; }

# changed SCRIPT: the log so changed, in $work/log, and its portable form. Not to change it would prove nothing.
changed() {
    sed "$1" "$fixture/golden" >"$work/log"
    if cmp -s "$fixture/golden" "$work/log"; then wrong "$1 changes nothing"; fi
    portable "$work/log" >"$work/form"
}

# without LINE GOLDEN: that line taken out must show. What the System process's own threads do need not.
without() {
    sed "$1d" "$2" | portable >"$work/form"
    if cmp -s "$work/whole" "$work/form"; then wrong "$2: line $1 is not seen"; fi
}

mkdir -p "$work"
portable "$fixture/golden" >"$work/whole"
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
    portable "$golden" >"$work/whole"
    grep -nE '^[0-9]+ (console|exception|process[-+]|thread[-+]|object[-+]|image[-+]|fault AccessViolation|CSwitch [^4][^ ]* (Ready|Terminated|Waiting\((User|Delay)))' "$golden" |
        cut -d : -f 1 >"$work/lines"
    [ "$(wc -l <"$work/lines")" -gt 20 ] || wrong "$scene has too few lines"
    while IFS= read -r line; do without "$line" "$golden"; done <"$work/lines"
done
[ $bad = 0 ] && echo "$(wc -l <"$fixture/seen") changes are seen, $(wc -l <"$fixture/ignored") are not, and no line of a scene is missed"
