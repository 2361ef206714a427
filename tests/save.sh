#!/bin/sh
# The volume as the machine left it: FOLDER/disk.img is it from then on. The machine must have been started with `save=yes`
# in FOLDER/machine: then its memory is a file, and the volume lies in it as a whole (docs/design.md, section 11).
#
#   tests/save.sh FOLDER
#
# Where it lies is the loader's choice, the highest whole megabyte that holds the boot sector; below it there may be a copy.
set -eu
[ $# = 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cd "$1"
fail() { printf 'save: %s\n' "$*" >&2; exit 1; }
[ -s memory.img ] || fail "$1 has no memory.img"
size=$(wc -c <disk.img)
dd if=disk.img of=first-sector bs=512 count=1 status=none

place=$((($(wc -c <memory.img) - size) / 1048576))
while [ $place -ge 0 ]; do
    dd if=memory.img bs=512 skip=$((place * 2048)) count=1 status=none | cmp -s - first-sector && break
    place=$((place - 1))
done
rm first-sector
[ $place -ge 0 ] || fail "the machine ended before it had read its volume"
dd if=memory.img of=disk.new bs=1048576 skip=$place count=$((size / 1048576)) status=none || fail "no room for the volume in $1"
mv disk.new disk.img
rm memory.img
