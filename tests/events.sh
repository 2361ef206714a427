#!/bin/sh
# Prints each event of docs/log-format.md with the scene that shows it, the one with the fewest lines of golden log, and
# how many those are. Fails when an event has none, or a golden log has one that the page does not know.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
[ $# = 0 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
LC_ALL=C exec awk -f "$tests/events.awk" "$tests/../docs/log-format.md" "${SCENES:-$tests/scenes}"/*/golden
