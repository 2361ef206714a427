#!/bin/sh
# `make bench-policies`: how many pages each policy reads back from the page file, pattern by pattern
# (images/programs/patterns.h), when the program has exactly 1024 frames for its array: as many as let a loop over 1024 pages,
# and over none more, run without a read under `fifo`, which leaves them to nothing else. Beside it what the best possible
# policy would read, and at the end how many times that each has read, as the geometric mean over the patterns of the first part.
#
#   tests/policies.sh            measures; build/policies/table.md has the table, build/policies/figures the lines
#                                PATTERN POLICY READS
#   tests/policies.sh --table    the table of the figures that there are
#   tests/policies.sh --write    writes it into docs/performance.md, between its two marks
# POLICIES= and PATTERNS= name a few of either; JOBS= how many machines run at a time (2).
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/policies
document=$tests/../docs/performance.md
begin='<!-- policies: begin -->' end='<!-- policies: end -->'

# reads POLICY FRAMES ARGUMENTS: how many pages of the array came from the page file.
reads() {
    folder=$work/$1-$(echo "$3" | tr ' ' '-')
    EXE=$build/volume/PROGRAMS/patterns.exe ARGS=$3 \
        BOOT="/CLOCK=LOGICAL /LOG=-all,+fault,+console /DEBUGPORT=VIRTIO /PAGEFILE=28 /POLICY=$1 /MAXFRAMES=$2" \
        sh "$tests/volume.sh" program "$folder"
    sed -i 's/^clock=.*/clock=/' "$folder/machine"
    sh "$tests/qemu.sh" "$folder" 2>/dev/null || [ $? = 33 ] ||
        { echo "policies: $1 $3 did not end well: $folder/serial.log" >&2; exit 1; }
    LC_ALL=C awk -f "$tests/policies/reads.awk" "$folder/serial.log" ||
        { echo "policies: $1 $3 says no beginning or no end: $folder/serial.log" >&2; exit 1; }
    rm -r "$folder"
}

# The least number of frames with which a loop over 1024 pages reads nothing; over 1025 it must.
find_frames() {
    low=1024 high=1280
    while [ $((high - low)) -gt 1 ]; do
        middle=$(((low + high) / 2))
        if [ "$(reads fifo $middle 'loop 1024')" = 0 ]; then high=$middle; else low=$middle; fi
    done
    if [ "$(reads fifo $high 'loop 1024')" != 0 ] || [ "$(reads fifo $high 'loop 1025')" = 0 ]; then
        echo "policies: there is no number of frames that leaves 1024 to the array" >&2
        exit 1
    fi
    echo "$high"
}

measure() {
    rm -rf "$work"
    mkdir -p "$work"
    "$build/policies-optimum" 1024 >"$work/optimum"
    frames=$(find_frames)
    for pattern in ${PATTERNS:-$(cut -d ' ' -f 1 "$work/optimum")}; do
        for policy in ${POLICIES:-clock fifo random ws fx ad}; do
            echo "$policy $frames $pattern"
        done
    done | xargs -n 3 -P "${JOBS:-2}" sh "$0" --one >"$work/unsorted"
    LC_ALL=C sort "$work/unsorted" >"$work/figures"
    table | tee "$work/table.md"
}

table() {
    [ -s "$work/figures" ] || { echo "policies: there are no figures in $work" >&2; exit 1; }
    LC_ALL=C awk -f "$tests/policies/table.awk" "$work/optimum" "$work/figures"
}

write() {
    grep -qxF "$begin" "$document" || { echo "policies: $document has no marks" >&2; exit 1; }
    {
        sed "/^$begin\$/q" "$document"
        echo
        table
        echo
        sed -n "/^$end\$/,\$p" "$document"
    } >"$work/performance.md"
    cp "$work/performance.md" "$document"
}

case ${1-}:$# in
    :0) measure ;;
    --one:4) echo "$4 $2 $(reads "$2" "$3" "$4")" ;;
    --table:1) table ;;
    --write:1) write ;;
    *) sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
