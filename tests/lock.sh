#!/bin/sh
# Read by scripts that run a machine in a folder that somebody named.

# take_folder FOLDER WORD: makes it, and holds it until this script and all that it has started are gone: two machines in one
# folder would write each other's logs. WORD is what the folder was named by.
take_folder() {
    { mkdir -p -- "$1" && : >>"$1/lock"; } 2>/dev/null || { printf '%s: cannot write in the folder %s\n' "$2" "$1" >&2; return 1; }
    exec 9>>"$1/lock"
    flock -n 9 || { printf '%s: another run is using the folder %s\n' "$2" "$1" >&2; return 1; }
}
