#!/bin/sh
# Where a run's instructions go, by function: QEMU traces every one, and each is counted for the function that it stands
# in. Exact, and slow: some million a second.
#
#   tests/profile.sh FOLDER                     the whole run of a machine that tests/volume.sh prepared in FOLDER
#   tests/profile.sh FOLDER FROM TO [N [M]]     only from function FROM to TO: M times (1), from the N-th on (1)
#
# A function is written as in the table, kernel or image before it: `KERNEL.EXE:nt_close`, `NTDLL.DLL:NtClose`. What
# happens on the way counts, whoever does it. The table: instructions, share, function. An instruction that faults
# is traced once more when it runs again. FROM, TO and N may each be lists of as many words, of parts that do not
# overlap: one run for all, and behind each function the number of its part.
set -eu
if [ $# = 0 ] || [ ! -r "$1/machine" ]; then sed -n '2,13s/^# \{0,1\}//p' "$0" >&2; exit 2; fi
tests=$(cd "$(dirname "$0")" && pwd)
symbols=${BUILD:-build}/sym
folder=$1 from=${2-} to=${3-}

# Those on the volume. They are looked for where they were linked for; the kernel, at its place.
images() {
    MTOOLSRC=/dev/null mdir -b -/ -i "$folder/disk.img" :: | sed -n 's,.*/,,p' | while IFS= read -r image; do
        [ -e "$symbols/$image.sym" ] || continue
        echo "image $image"
        cat "$symbols/$image.sym"
    done
    echo end
}

# Some hundred times as long as without a trace.
trace() { TIMEOUT=${TIMEOUT:-1800} sh "$tests/qemu.sh" "$folder" -singlestep -d exec,nochain -D /dev/stdout 2>/dev/null || :; }

{ images; trace; } |
    LC_ALL=C awk -v from="$from" -v to="$to" -v first="${4-1}" -v times="${5-1}" \
        -f "$tests/hex.awk" -f "$tests/profile.awk" |
    LC_ALL=C sort -s -k1,1nr
