#!/bin/sh
# Plays the gdb session of a page of docs/lab and prints the page as it should be: behind each command what gdb answers now.
#
#   tests/lab.sh PAGE       e.g. tests/lab.sh docs/lab/strings.md >page && mv page docs/lab/strings.md
#
# A session is what stands in the page's ```gdb blocks: a line `$ make gdb WORD=VALUE...`, then lines `(gdb) COMMAND`, each with its
# answer, without blank lines. Letters are printed as LC_ALL=C has them.
set -eu
[ $# = 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
page=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# shellcheck disable=SC2016  # the backquotes are those of the page
session() { sed -n '/^```gdb/,/^```$/p' "$page"; }

session | sed -n 's/^(gdb) //p' >"$work/commands"
# shellcheck disable=SC2046  # words, and no others
set -- $(session | sed -n '1,/^\$/s/^\$ make gdb //p')
[ $# -gt 0 ] || { echo "lab: $page has no line \$ make gdb" >&2; exit 1; }
start=$*
set --
while IFS= read -r command; do
    set -- "$@" -ex "echo (gdb) $(printf '%s\n' "$command" | sed 's/\\/\\\\/g')\\n" -ex "$command"
done <"$work/commands"
# shellcheck disable=SC2086  # as above
env $start timeout -k 2 200 sh "$tests/gdb.sh" --batch "$@" -ex 'echo (gdb) \n' >"$work/said" 2>&1 </dev/null || :

sed -n -e '/^(gdb) $/q' -e "s,$build/disk/\\([^ ]*/\\)*,,g" -e '/^(gdb) /,$p' "$work/said" >"$work/answers"
LC_ALL=C awk -f "$tests/lab.awk" "$work/answers" "$page"
