#!/bin/sh
# Shows how two golden logs differ. One more line moves the numbers of all later lines, and one more frame those of all
# later frames; so what differs besides such numbers is shown alone, and the numbers only when nothing else does.
#
#   tests/difference.sh OLD NEW
set -eu
[ $# = 2 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
work=$(mktemp -d)

without_numbers() {
    sed -e 's/^[0-9]* //' -e 's/ lines=[0-9]*$/ lines=*/' -e 's/ \(pfn\|old\|dir\)=[0-9a-f>][0-9a-f>]*/ \1=*/g' "$1"
}
without_numbers "$1" >"$work/old"
without_numbers "$2" >"$work/new"
if diff -u "$work/old" "$work/new" >"$work/difference"; then
    diff -u "$1" "$2" >"$work/difference" || :
fi
sed 1,2d "$work/difference"
