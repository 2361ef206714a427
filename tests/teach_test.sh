#!/bin/sh
# Each line of a log that docs/teach.md quotes stands in that scene's golden log; and a line that does not is found.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
[ $# = 0 ] || { sed -n '2s/^# \{0,1\}//p' "$0" >&2; exit 2; }
page=$tests/../docs/teach.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

held() { SCENES=$tests/scenes LC_ALL=C awk -f "$tests/teach.awk" "$1"; }

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
exit $bad
