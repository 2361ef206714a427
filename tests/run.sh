#!/bin/sh
# The runner: every unit test, every scene against its golden log, read with the books checked and before its witness, and, where
# frames are short, under other policies, the tests of runner, awk programs and debugger, side by side.
# Prints TAP and ends with a line `N passed, N failed`; exit status 0 when nothing failed and nothing was left out.
#
#   tests/run.sh [NAME...]      all tests, or these, by the names that the report uses, e.g. "scene hello"; a kind alone
#                               means all of that kind, e.g. unit
#
# Environment: JOBS how many at a time (one more than there are processors, as some wait), JUNIT a file for a JUnit report as well;
# WITNESS=no for no witness, TEST_WORK where all is left (build/test).
# tests/job.sh runs one test and leaves RESULTS/NAME: a verdict, then what there is to say.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/child.sh
. "$tests/child.sh"
build=${BUILD:-build}
export TEST_WORK="${TEST_WORK:-$build/test}"
unset FORM # is for tests/job.sh to choose
results=$TEST_WORK/results
jobs=${JOBS:-$(($(nproc) + 1))}
scenes=${SCENES:-$tests/scenes}

# Whoever has fewer frames than most scenes must give some up, and has not chosen by which policy.
is_short() {
    frames=$(sed -n '2s/.* frames=\([0-9]*\) .*/\1/p' "$1/golden" 2>/dev/null) || return 1
    [ "${frames:-2048}" -lt 2048 ] && ! grep -q /POLICY= "$1/switches" 2>/dev/null
}

# One line for one job, those that take longest first; the reader's gives the results of the witness too.
list_jobs() {
    for source in "$tests"/unit/torture_*.c; do
        echo "unit $(basename "$source" .c)"
    done
    printf 'gdb %s\n' command step log
    printf 'self %s\n' verdicts awk pe log-classes events wayout reader command files names diff teach readme lab portable policy look sections driver folder orders shell quantum
    for folder in "$scenes"/*/; do
        [ ! -d "$folder" ] || echo "scene $(basename "$folder")"
    done
    for folder in "$scenes"/*/; do
        [ ! -d "$folder" ] || echo "reader $(basename "$folder")"
    done
    for folder in "$scenes"/*/; do
        ! is_short "$folder" || echo "policy $(basename "$folder")"
    done
    [ "$scenes" != "$tests/scenes" ] || sed 's/^/layouts /' "$tests/layouts/share"
    for source in "$tests"/unit/test_*.c "$tests"/unit/fuzz_*.c; do
        [ -e "$source" ] || continue
        echo "unit $(basename "$source" .c)"
        # A second one for three-level page tables.
        ! grep -q -E '^// (machine|formats)' "$source" || echo "unit $(basename "$source" .c)-x86pae"
    done
}

# What must have been reported in the end, whatever the jobs did.
list_results() {
    if [ "${WITNESS-}" = no ]; then cat; else LC_ALL=C awk '{ print } $1 == "reader" { print "witness", $2 }'; fi
}

# wanted NAME...: the lines of these tests.
wanted() {
    for name in "$@"; do
        case $name in
            *\ *) echo "$name" ;;
            *) list_jobs | grep "^$name " || { echo "run: there is no kind $name" >&2; exit 2; } ;;
        esac
    done
}

rm -rf "$results"
mkdir -p "$results"
if [ $# -gt 0 ]; then wanted "$@"; else list_jobs; fi >"$results/.jobs"
list_results <"$results/.jobs" >"$results/.expected"
count=$(wc -l <"$results/.expected")

echo "TAP version 13"
echo "1..$count"
tr '\n' '\0' <"$results/.jobs" | RESULTS=$results xargs -0 -n 1 -P "$jobs" sh "$tests/job.sh" &
workers=$!
child_pid=$workers

# The report keeps the list's order and follows the jobs as they finish.
passed=0 failed=0 number=0
while IFS= read -r name; do
    number=$((number + 1))
    result=$results/$name
    while [ ! -e "$result" ] && kill -0 $workers 2>/dev/null; do sleep 0.05; done
    [ -e "$result" ] || echo "ERROR did not run" >"$result"
    IFS= read -r verdict <"$result" || :
    case $verdict in
        PASS*)
            passed=$((passed + 1))
            case $verdict in *"(portable "*) name="$name (${verdict#*(}" ;; esac
            printf 'ok %s - %s\n' "$number" "$name"
            ;;
        SKIP*) printf 'ok %s - %s # %s\n' "$number" "$name" "$verdict" ;;
        *)
            failed=$((failed + 1))
            printf 'not ok %s - %s: %s\n' "$number" "$name" "$verdict"
            sed -n '2,60s/^/# /p' "$result"
            ;;
    esac
done <"$results/.expected"
wait $workers || failed=$((failed + (failed == 0)))
child_pid=

if [ -n "${JUNIT-}" ]; then
    (cd "$results" && LC_ALL=C awk -f "$tests/junit.awk" .expected) >"$JUNIT"
fi
echo "$passed passed, $failed failed"
[ $failed = 0 ]
