#!/bin/sh
# Nothing of the kernel refers to code that is not always there (firmware/initcode.h, mmu/pagecode.h), but for what enters it; and what does is
# found.
set -eu
[ $# = 0 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

find "$build/kernel" -name '*.o' | LC_ALL=C sort >"$work/objects"
xargs "${CROSS:-i686-w64-mingw32-}objdump" -h -t -r <"$work/objects" >"$work/references"

# The ways in: the order of starting; the table of services, whose trap holds what it enters.
ways='sched/start/start.c:.text>INIT'
for group in PAGEFILE PAGEMEM PAGEPROC; do
    ways="$ways sched/service/services.c:.text>$group sched/service/services.c:.rdata>$group"
done

held() { LC_ALL=C awk -v allowed="$1" -f "$tests/sections.awk" "$work/references"; }

held "$ways" || bad=1

# refused WHAT WAYS: with these ways in something must be found.
refused() {
    if held "$2" >/dev/null; then
        echo "not ok: $1 was not seen"
        bad=1
    fi
}
refused 'a call of INIT' ''
refused 'a way in that is none' "$ways mmu/fault.c:.text>INIT"
refused 'a call of pageable code' 'sched/start/start.c:.text>INIT'
exit $bad
