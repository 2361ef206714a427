#!/bin/sh
# Each line of a log that docs/teach.md quotes stands in that scene's golden log, each fault is where it says, its table of faults
# is right, each scene is named; and what is not so is found.
# shellcheck disable=SC2016  # the backquotes are those of the page
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
[ $# = 0 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
page=$tests/../docs/teach.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

all=$(cd "$tests/scenes" && echo *)
held() { SCENES=$tests/scenes LC_ALL=C awk -v all="$all" -f "$tests/teach.awk" "$1"; }

held "$page" || bad=1

# change WHAT SED-SCRIPT: the page changed so must be refused.
change() {
    sed "$2" "$page" >"$work/page"
    if cmp -s "$page" "$work/page"; then
        echo "not ok: nothing to change for $1"
        bad=1
    elif held "$work/page" >"$work/said"; then
        echo "not ok: $1 was not seen"
        bad=1
    fi
}
change 'another address' 's/^\(fault GuardPageFault .* \)[0-9a-f]*000 /\100400000 /'
change 'another order' '/^```log diverge$/{n;N;s/\(.*\)\n\(.*\)/\2\
\1/;}'
change 'a blank under a star' 's/^exception .*$/exception *raised/'
change 'a scene that is gone' 's|^\(...log\) pressure$|\1 pressing|'
change 'a scene in a command' 's/SCENE=stack-overflows$/SCENE=stack-over/'
change 'a letter for another thing' 's|old=F pfn=H$|old=G pfn=H|'
change 'nothing quoted' 's|^...log .*|---|'
change 'the second scene of a command' 's/`SCENE=kernel-read`/`SCENE=kernel-write`/'
change 'a listed scene that is gone' 's/`createprocess` /`createprocesses` /'
change 'a kind of scenes that is gone' 's/`kernel-is-…`/`kernel-has-…`/'
change 'a scene of the hour that is gone' 's/^| 10 | `diverge`/| 10 | `diverges`/'
change 'a scene that nothing names' 's/ · `apcs`//'
change 'another number of faults' 's/| 1502 |/| 1503 |/'
change 'another fault' 's/FAULT=99\(.*00225000\)/FAULT=98\1/'
exit $bad
