#!/bin/sh
# Makes the disk: one FAT16 volume without a partition table, the loader in its reserved sectors, a folder's files on it.
#
#   images/mkdisk.sh FOLDER BOOT.BIN LOADER.BIN IMAGE
#
# The same files give the same bytes: order, dates and serial number are fixed. Clusters of one page; 32 MB, or DISK_MB, or as
# much more as the files need beside the page file (/PAGEFILE=16) and some room to write; 255 MB at most.
set -eu
[ $# = 4 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$1 boot=$2 loader=$3 image=$4
here=$(cd "$(dirname "$0")" && pwd)
case $image in /*) ;; *) image=$PWD/$image ;; esac

cluster=8               # sectors
reserved=128            # the boot sector, then the loader
serial=46415554
export MTOOLSRC=/dev/null TZ=UTC SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-1767225600}"

fail() { printf 'mkdisk: %s\n' "$*" >&2; exit 1; }
[ "$(wc -c <"$boot")" = 512 ] || fail "$boot is not one sector of 512 bytes"
[ "$(wc -c <"$loader")" -le $(((reserved - 1) * 512)) ] ||
    fail "$loader is larger than the $((reserved - 1)) sectors between boot sector and FAT"

megabytes=$(cd "$folder" && find . -type f -printf '%s\n' | LC_ALL=C awk '
    { bytes += int(($1 + 4095) / 4096) * 4096 }
    END { need = int(bytes / 1048576) + 24; print (need < 32 ? 32 : need) }')
[ "$megabytes" -le 255 ] || fail "the files of $folder need $megabytes MB; FAT16 with 4 KB clusters holds 255"
# What was asked for counts when the files fit into it.
asked=${DISK_MB:-0}
case $asked in *[!0-9]* | 0?* | ????*) asked=256 ;; esac
[ "$asked" -le 255 ] || fail "a disk of \"$DISK_MB\" MB: it can have 32 to 255"
[ "$megabytes" -ge "$asked" ] || megabytes=$asked
sectors=$((megabytes * 2048))

rm -f "$image"
: >"$image" || fail "cannot write $image"
# mtools reads backslashes and @@ in a path.
exec 8<>"$image"
image=/dev/fd/8
# -B keeps the boot sector's code and fills in only the BIOS parameter block.
mformat -i "$image" -C -T $sectors -h 16 -s 63 -c $cluster -R $reserved -N $serial -v FAULTLINE -B "$boot" ::
dd if="$loader" of="$image" bs=512 seek=1 conv=notrunc status=none

# Folders before what is in them, files in the order of their names; never the host's own order. What is not ASCII comes
# under a stand-in first (images/longnames.awk).
names=$(mktemp -d)
names=$(cd "$names" && pwd)
trap 'rm -rf "$names"' EXIT
trap 'exit 130' HUP INT TERM
longnames() { TABLE=$names/table LC_ALL=C awk "$@" -f "$here/longnames.awk"; }
cd "$folder"
: >"$names/table"
find . -mindepth 1 -type d | LC_ALL=C sort >"$names/folders"
find . -type f | LC_ALL=C sort >"$names/files"
cat "$names/folders" "$names/files" | longnames >"$names/places" || fail "a name cannot stand on the volume"
# In the folder's part of a place mtools takes "[" for a pattern.
in_folder() { printf '::/%s' "${1#./}" | LC_ALL=C sed 's/\[/[[]/g'; }
cat "$names/folders" "$names/files" | LC_ALL=C paste "$names/places" - | while IFS="$(printf '\t')" read -r place name; do
    case $place in
        *\[*) place=$(in_folder "${place%/*}")/${place##*/} ;;
        *) place=::${place#./} ;;
    esac
    if [ -d "$name" ]; then
        LC_ALL=C mmd -i "$image" "$place" || fail "cannot make the folder $name"
    else
        LC_ALL=C mcopy -i "$image" "$name" "$place" </dev/null || fail "cannot put $name on the volume"
    fi
done

[ -s "$names/table" ] || exit 0
od -Ad -tx1 -w32 "$image" | longnames -v rewrite=1 | while read -r offset bytes; do
    # shellcheck disable=SC2059  # nothing but octal numbers
    printf "$bytes" | dd of="$image" bs=1 seek="$offset" conv=notrunc status=none
done
