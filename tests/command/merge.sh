#!/bin/sh
# Does to a folder what a program did to a copy of it: what differs between SENT and BACK is written, made and deleted in
# FOLDER, and nothing else there is touched. When somebody else has changed such a file there meanwhile, nothing is. What is new is
# written before anything is deleted, and a file appears whole or not at all.
#
#   tests/command/merge.sh SENT BACK FOLDER      lists of what the program did come to BACK.written and BACK.deleted
set -eu
[ $# = 3 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
sent=$(cd "$1" && pwd) back=$(cd "$2" && pwd) folder=$(cd -- "$3" && pwd)
fail() { printf 'faultline: --dir: %s\n' "$*" >&2; exit 1; }
# shellcheck source=tests/command/whole.sh
. "$here/whole.sh"

# in_folder FOLDER TYPE: the names below it, parents first.
in_folder() { (cd "$1" && find . -mindepth 1 -type "$2" | LC_ALL=C sort); }
path() { printf '%s/%s' "$folder" "${1#./}"; }

# Two files of the same bytes, or two that are not there.
same() {
    [ ! -h "$2" ] || return 1
    if [ -f "$1" ]; then [ -f "$2" ] && cmp -s "$1" "$2"; else [ ! -f "$2" ]; fi
}

# What the program wrote is its to write only where the host's file is still the one that was sent.
note() {
    if same "$sent/$1" "$back/$1"; then return 0; fi
    same "$sent/$1" "$folder/$1" || same "$back/$1" "$folder/$1" ||
        fail "$(path "$1") was changed while the program ran, so nothing is brought back"
    if [ -f "$back/$1" ]; then printf '%s\n' "$1" >>"$back.written"; else printf '%s\n' "$1" >>"$back.deleted"; fi
}

: >"$back.written"
: >"$back.deleted"
{ in_folder "$sent" f; in_folder "$back" f; } | LC_ALL=C sort -u | while IFS= read -r name; do note "$name"; done

# A file may have become a folder, and a folder a file: the one goes before its folder is made, the other is written last.
in_folder "$back" d | while IFS= read -r name; do
    [ ! -f "$sent/$name" ] || rm -f "$folder/$name" || fail "cannot delete $(path "$name")"
    mkdir -p "$folder/$name" || fail "cannot make the folder $(path "$name")"
done
while IFS= read -r name; do
    [ -d "$sent/$name" ] || whole "$back/$name" "$folder/$name" || fail "cannot write $(path "$name")"
done <"$back.written"
while IFS= read -r name; do
    [ -d "$back/$name" ] || rm -f "$folder/$name" || fail "cannot delete $(path "$name")"
done <"$back.deleted"
in_folder "$sent" d | LC_ALL=C sort -r | while IFS= read -r name; do
    # It stays when the host has put something there meanwhile.
    [ -d "$back/$name" ] || rmdir "$folder/$name" 2>/dev/null || :
done
while IFS= read -r name; do
    [ ! -d "$sent/$name" ] || whole "$back/$name" "$folder/$name" || fail "cannot write $(path "$name")"
done <"$back.written"
