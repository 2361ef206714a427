#!/bin/sh
# Read by scripts that write a user's files.

# whole SOURCE TARGET: TARGET becomes a copy of SOURCE, whole, by renaming, or stays what it is; 1 if that cannot be. A file that
# was there keeps its owner, as far as may be, and who may read and run it; a link goes on leading there, and a device gets the bytes.
whole() {
    whole_target=$(readlink -f -- "$2") || return 1
    if [ -e "$whole_target" ] && [ ! -f "$whole_target" ]; then
        [ ! -d "$whole_target" ] && cat "$1" >"$whole_target"
        return
    fi
    whole_new=$(mktemp "$(dirname "$whole_target")/.faultline.XXXXXX") || return 1
    if cat "$1" >"$whole_new" && whole_rights "$whole_new" "$whole_target" && mv -f "$whole_new" "$whole_target"; then return 0; fi
    rm -f "$whole_new"
    return 1
}

whole_rights() {
    if [ -f "$2" ]; then
        chown "$(stat -c %u:%g "$2")" "$1" 2>/dev/null || :
        chmod "$(stat -c %a "$2")" "$1"
    else
        # Without a letter for whom, the umask counts.
        chmod '=rw' "$1"
    fi
}
