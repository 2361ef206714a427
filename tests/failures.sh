#!/bin/sh
# `make failures`: the page file fails once, at one request after the other, under a kernel that pages
# itself and while books are checked. Whatever page it was, the program is told or the machine stops by the bugcheck that NT
# has for it, and nothing is left over. Prints how each scene ended, how often; exit status 0 when it was never otherwise.
#
#   tests/failures.sh
#
# Environment: BOOT more switches, a layout's for instance.
set -eu
[ $# = 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/failures
more=${BOOT-}

# What is run, and of how many requests one is tried: a kernel stack's three pages are read in a row, writes are many.
list() {
    cat <<END
prototypes FAILPAGEREAD 1
prototypes FAILPAGEWRITE 7
pagedpool FAILPAGEREAD 1
stacks-out FAILPAGEREAD 3
stacks-out FAILPAGEWRITE 17
END
}

# run SCENE FOLDER [SWITCH]: leaves the log, without its first line, which has the switch, in FOLDER/log.
run() {
    BOOT="/PAGEKERNEL /VERIFY=50 /LOG=-all,+console,+fault,+paging,+exception,+process $more ${3-}" \
        sh "$tests/volume.sh" scene "$1" "$2"
    status=0
    sh "$tests/qemu.sh" "$2" 2>"$2/qemu.err" || status=$?
    rm -f "$2/disk.img"
    sed 1d "$2/serial.log" >"$2/log"
}

# In words. A program may wait for ever for one that has ended by it; that is nothing of the machine's.
ending() {
    case $status in
        33) echo 'went on' ;;
        35) grep -o 'bugcheck 0000007[7a]' "$1/log" || echo 'ANOTHER BUGCHECK' ;;
        43) if grep -q ' exit=c0000006' "$1/log"; then echo 'waits for a program that has ended'; else echo DEADLOCK; fi ;;
        *) echo "EXIT STATUS $status" ;;
    esac
}

# one SCENE KIND STEP: until there is no such request.
one() {
    run "$1" "$work/plain"
    number=1
    while run "$1" "$work/failed" "/$2=$number" && ! cmp -s "$work/plain/log" "$work/failed/log"; do
        how=$(ending "$work/failed")
        case $how in *[A-Z][A-Z]*) cp -R "$work/failed" "$work/$1-$2-$number" ;; esac
        echo "$1 $2: $how"
        number=$((number + $3))
    done
}

rm -rf "$work"
mkdir -p "$work"
list | while read -r scene kind step; do one "$scene" "$kind" "$step" | tee -a "$work/all" | sort | uniq -c; done
! grep -q ': .*[A-Z][A-Z]' "$work/all"
