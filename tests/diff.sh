#!/bin/sh
# Compares two logs: the first line at which they part, with three lines before, then what each has how many of.
#
#   tests/diff.sh [--all] [--golden] A B        A or B may be - for standard input
#
#   they part at line N, `- ` the line of A, `+ ` that of B
#   A B B-A NAME        for events, kinds of faults, and the modules and functions whose code took faults;
#                       what both have the same number of is left out, but for --all
#
# Nothing is ignored; with --golden the golden forms are compared (docs/log-format.md), in which what a compiler may move is named.
# Symbols are the build's, and before them those in the folder `sym` beside a log. Logs may be of any length: nothing of
# them is kept but the counts. Exit status 0 if they are the same, 1 if they differ, 2 if there is nothing to compare.
set -eu
usage() { sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { printf 'diff: %s\n' "$*" >&2; exit 2; }

tests=$(dirname "$0")
all=0 golden=0 drain=0 children=
while [ $# -gt 0 ]; do
    case $1 in
        --all) all=1 ;;
        --golden) golden=1 ;;
        --) shift; break ;;
        -?*) usage ;;
        *) break ;;
    esac
    shift
done
[ $# = 2 ] || usage
[ "$1:$2" != -:- ] || fail 'only one of the two logs can be standard input'
for log in "$1" "$2"; do
    [ "$log" = - ] || [ -e "$log" ] || fail "there is no file $log"
    [ ! -d "$log" ] || fail "$log is a folder"
    [ "$log" = - ] || [ -r "$log" ] || fail "$log may not be read"
done

work=
# shellcheck disable=SC2086,SC2317  # a list of ids; called by the trap
finish() { kill $children 2>/dev/null || :; [ -z "$work" ] || rm -rf "$work"; }
trap finish EXIT
trap 'exit 130' HUP INT TERM
work=$(mktemp -d "${TMPDIR:-/tmp}/diff.XXXXXX")
exec 3<&0

# counts SIDE FOLDER: of the log on standard input; FOLDER may have symbols of its own.
counts() {
    SYMBOLS=${BUILD:-build}/sym SYMBOLS_FIRST=$2/sym LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/images.awk" \
        -f "$tests/diff_counts.awk" >"$work/$1.counts"
}

golden_form() { SYMBOLS=${BUILD:-build}/sym LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/images.awk" -f "$tests/golden.awk"; }

# twice SIDE: what comes but once, as descriptor 4, goes to the one who counts and, by a pipe, to the one who compares.
twice() {
    drain=1
    lines=$work/$1
    mkfifo "$lines" "$lines.raw"
    tee "$lines" <&4 >"$lines.raw" &
    children="$children $!"
    counts "$1" "$work" <"$lines.raw" &
    children="$children $!"
}

# once SIDE LOG: a file can be read as often as one likes. The path is another for each side: awk reads one path once.
once() {
    folder=$(dirname "$lines")
    counts "$1" "$folder" <"$2" &
    children="$children $!"
    [ "$1" = a ] || lines=$folder/./${2##*/}
}

# start SIDE LOG: sets `lines` to what can be read line by line, in the form that is compared.
start() {
    case $2 in /* | -) lines=$2 ;; *) lines=./$2 ;; esac
    if [ "$2" = - ]; then
        exec 4<&3
        twice "$1"
    elif [ ! -f "$2" ]; then
        exec 4<"$lines"
        twice "$1"
    else
        once "$1" "$lines"
    fi
    [ $golden = 1 ] || return 0
    drain=1
    mkfifo "$work/$1.golden"
    golden_form <"$lines" >"$work/$1.golden" &
    children="$children $!"
    lines=$work/$1.golden
}

start a "$1"
a=$lines
start b "$2"
b=$lines
status=0
A=$a B=$b LC_ALL=C awk -v drain=$drain -f "$tests/diff_first.awk" || status=$?
[ $status -le 1 ] || fail 'the logs could not be compared'
for child in $children; do wait "$child" || fail 'a log could not be read to its end'; done
children=
[ $status$all = 00 ] || LC_ALL=C awk -v all=$all -f "$tests/diff_table.awk" "$work/a.counts" "$work/b.counts"
exit $status
