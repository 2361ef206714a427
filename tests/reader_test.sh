#!/bin/sh
# The reader finds no contradiction in a log written by hand, tests/self/reader/good.log, and finds each that is put
# there: a line of `bad` holds what it must say, a tab, and the change as a sed script; the lines are numbered anew.
# Parts of a log, of which some classes are off, are no contradiction either, nor is what the scripts in `fine` make of it.
# And a share of the mutants of its good log.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/test/reader/self
fixture=$tests/self/reader
export ASAN_OPTIONS=detect_leaks=0 # the reader leaves that to its end
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }
number() { LC_ALL=C awk -f "$tests/reader_number.awk"; }

# read_it WORDS: the reader must say them of $work/log.
read_it() {
    "$build/reader/read.checked" "$work/log" >"$work/said" 2>&1 || :
    grep -q "$1" "$work/said" || wrong "\"$1\" was not said ($2) but: $(head -c 300 "$work/said")"
}

# without CLASS EVENTS: the log as it is with that class off.
without() {
    sed "1s#/LOG=all#&,-$1#" "$fixture/good.log" |
        grep -Ev "^[0-9]+ ($2) " | number >"$work/log"
    read_it 'no contradiction' "without $1"
}

rm -rf "$work"
mkdir -p "$work"
cat "$fixture/good.log" >"$work/log"
read_it 'no contradiction' 'the good log'

tab=$(printf '\t')
while IFS=$tab read -r words change; do
    sed "$change" "$fixture/good.log" | number >"$work/log"
    if cmp -s "$work/log" "$fixture/good.log"; then wrong "$change changes nothing"; fi
    read_it "contradiction: .*\\($words\\)" "$change"
done <"$fixture/bad"

while IFS= read -r change; do
    sed "$change" "$fixture/good.log" | number >"$work/log"
    if cmp -s "$work/log" "$fixture/good.log"; then wrong "$change changes nothing"; fi
    read_it 'no contradiction' "$change"
done <"$fixture/fine"

printf '1 faultline 8' >"$work/log"
read_it 'a field is missing' 'a cut line'
without process 'process[-+]|thread[-+]|debug[-+]?|continue'
without wait 'wait|ready|state|suspend|time'
without handle 'handle[-+=]'
without service 'syscall|sysret'
without pte pte
without frame 'frame|use'
without paging 'trim|read|discard|write|drop|slot[-+]|limits|lock|unlock'
without section 'section[-+]|part'
without vad 'reserve|commit|protect|decommit|release|reset'
without charge charge
without fault fault
without switch 'CSwitch|attach|detach'
without exception exception
without image 'image[-+]'
without space loads
without graph graph
without driver 'driver[-+]|print|interrupt[-+]?|dpc'
without pci pci
without object 'object[-+]'

"$build/reader/mutate" "$fixture/good.log" -n 5 >"$work/mutants" || wrong "mutants: $(tail -n 1 "$work/mutants")"
[ $bad = 0 ] && echo "each contradiction is found, and none where there is none"
