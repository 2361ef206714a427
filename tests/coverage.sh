#!/bin/sh
# `make coverage [FILE=source]`: runs the unit tests that were built to count and prints, worst first, how many lines of
# each source they reached together, then of each room; with FILE= the lines of that source which none of them reached.
set -eu
tests=$(dirname "$0")
folder=${BUILD:-build}/coverage

# The counters of an earlier run would add up with those of this one.
find "$folder" -name '*.gcda' -exec rm {} +
BUILD=$folder TIMEOUT=${TIMEOUT:-300} JUNIT='' sh "$tests/run.sh" unit >"$folder/tests" ||
    { grep '^not ok' "$folder/tests" || tail -n 1 "$folder/tests"; } >&2

find "$folder" -name '*.gcda' -exec gcov --stdout {} + >"$folder/lines" 2>"$folder/gcov.err"
if [ -n "${FILE-}" ]; then
    LC_ALL=C exec awk -v file="$FILE" -f "$tests/coverage.awk" -f "$tests/coverage_lines.awk" "$folder/lines"
fi
printf '%s\n' mmu/*.c sched/dispatch/*.c storage/*.c >"$folder/wanted"
printf '%7s %7s %8s  %s\n' lines reached percent file
LC_ALL=C awk -f "$tests/coverage_table.awk" -f "$tests/coverage.awk" "$folder/lines" "$folder/wanted" |
    LC_ALL=C sort -k1,1n -k5 | cut -f2-
