#!/bin/sh
# Does to a folder what a program did to a copy of it: what differs between SENT and BACK is written, made and deleted in
# FOLDER, and nothing else there is touched. A file appears whole, by renaming, or not at all.
#
#   tests/command/merge.sh SENT BACK FOLDER
set -eu
[ $# = 3 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
sent=$(cd "$1" && pwd) back=$(cd "$2" && pwd) folder=$(cd -- "$3" && pwd)
fail() { printf 'faultline: --dir: %s\n' "$*" >&2; exit 1; }

# in FOLDER TYPE: the names below it, parents first.
in_folder() { (cd "$1" && find . -mindepth 1 -type "$2" | LC_ALL=C sort); }

write() {
    new=$folder/$1.new$$
    if ! { cp "$back/$1" "$new" && mv "$new" "$folder/$1"; }; then
        rm -f "$new"
        fail "cannot write $folder/$1"
    fi
}

# A file may have become a folder, and a folder a file: what is gone goes first.
in_folder "$sent" f | while IFS= read -r name; do
    [ -f "$back/$name" ] || rm -f "$folder/$name" || fail "cannot delete $folder/$name"
done
in_folder "$sent" d | LC_ALL=C sort -r | while IFS= read -r name; do
    # It stays when the host has put something there meanwhile.
    [ -d "$back/$name" ] || rmdir "$folder/$name" 2>/dev/null || :
done
in_folder "$back" d | while IFS= read -r name; do
    mkdir -p "$folder/$name" || fail "cannot make $folder/$name"
done
in_folder "$back" f | while IFS= read -r name; do
    cmp -s "$sent/$name" "$back/$name" || write "$name"
done
