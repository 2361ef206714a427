#!/bin/sh
# `make bench`: what things cost, in three tables: operations and growth in guest instructions, which are the same on every
# host, and time, which is not. tests/bench/rows says what is measured and what is to be reached.
#
#   tests/bench.sh                      measures; build/bench/table.txt has the tables, build/bench/figures each
#                                       number as a line `KEY NUMBER`, sorted
#   tests/bench.sh --exact              the same without the time of the host, whose figures stay as they were
#   tests/bench.sh --table              the tables of the figures that there are
#   tests/bench.sh --where              finds where the instructions of operations go, for --write; a traced run
#   tests/bench.sh --write              writes them into docs/performance.md, between its two marks
#   tests/bench.sh --compare OLD [NEW]  two files of figures: key, old, new, change
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/bench
document=$tests/../docs/performance.md
begin='<!-- bench: begin -->' end='<!-- bench: end -->'

measure() {
    mkdir -p "$work/$1"
    sh "$tests/bench/$1.sh" "$work/$1" >"$work/$1/said"
}

# What was not measured now is kept.
collect() {
    cat "$work"/exact/said "$work"/host/said 2>/dev/null | LC_ALL=C sort >"$work/figures"
    table >"$work/table.txt"
    cat "$work/table.txt"
}

table() {
    [ -s "$work/figures" ] || { echo "bench: there are no figures in $work" >&2; exit 1; }
    LC_ALL=C awk -v form="${1-text}" -f "$tests/bench/table.awk" "$tests/bench/rows" "$work/figures"
}

write() {
    grep -qxF "$begin" "$document" || { echo "bench: $document has no marks" >&2; exit 1; }
    {
        sed "/^$begin\$/q" "$document"
        printf '\nTaken on %s:\n\n' "$(date +%Y-%m-%d)"
        table markdown
        [ ! -s "$work/where" ] || { printf "## Where they go\n\n"; cat "$work/where"; echo; }
        sed -n "/^$end\$/,\$p" "$document"
    } >"$work/performance.md"
    cp "$work/performance.md" "$document"
}

case ${1-}:$# in
    :0) measure exact; measure host; collect ;;
    --exact:1) measure exact; collect ;;
    --table:1) table ;;
    --where:1) sh "$tests/bench/where.sh" "$work/exact" >"$work/where" ;;
    --write:1) write ;;
    --compare:2 | --compare:3)
        LC_ALL=C awk -f "$tests/bench/compare.awk" "$2" "${3-$work/figures}" ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
