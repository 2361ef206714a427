#!/bin/sh
# shellcheck disable=SC2034,SC2154  # the variables are those of who reads it
# Read by the commands: what `faultline run` and `faultline gdb` say alike of a machine, so that a log is that of another run of
# the same call. The reader has `here`, `tests` and fail().

newline='
'

# What the environment says of a machine does not count. Who is stopped ends when what he waits for has ended.
machine_begin() {
    DLLS='' SYS='' SYS_SWITCH=--sys RAM='' DISK='' BOOT='' SEND='' DRIVE_D=''
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

is_scene() { [ -e "$1/programs" ] || [ -e "$1/switches" ] || [ -e "$1/golden" ]; }

# A word for xargs, which DLLS and SYS are read by.
quoted() { printf '"%s" ' "$1"; }
number() { case $2 in '' | *[!0-9]* | 0*) fail "$1 wants a number, not \"$2\"" ;; esac; }

# D:=FOLDER is a drive; any other folder goes to C:\WORK and comes back.
take_dir() {
    case $1 in
        [Dd]:=*)
            DRIVE_D=${1#??=}
            [ -n "$DRIVE_D" ] || fail "drive D: there is no folder"
            ;;
        *)
            [ -d "$1" ] || fail "--dir: there is no folder $1"
            SEND=$(cd -- "$1" && pwd)
            ;;
    esac
}

# machine_switch SWITCH WORD: takes in one that both have; 1 when it is another.
machine_switch() {
    case $1 in
        --dir) take_dir "$2" ;;
        --dll) case $2 in *\"*) fail "--dll: a quote in the name $2" ;; esac; DLLS="$DLLS$(quoted "$2")" ;;
        --sys) case $2 in *\"*) fail "--sys: a quote in $2" ;; esac; SYS="$SYS$(quoted "$2")" ;;
        --timeout) number "$1" "$2"; TIMEOUT=$2; export TIMEOUT ;;
        --memory) number "$1" "$2"; RAM=$2 ;;
        --disk) number "$1" "$2"; DISK=$2 ;;
        --frames) number "$1" "$2"; BOOT="$BOOT /MAXFRAMES=$2" ;;
        --boot) BOOT="$BOOT $2" ;;
        *) return 1 ;;
    esac
}

# DLLs that the program needs and that lie beside it go with it, as they would be found on Windows. What is missing is the
# machine's to say.
take_neighbours() {
    folder=$(dirname -- "$EXE")
    [ -n "$(find "$folder" -maxdepth 1 -type f -iname '*.dll' | head -n 1)" ] || return 0
    for dll in $(sh "$tests/pe/imports.sh" "$EXE" 2>/dev/null |
        LC_ALL=C awk '$2 ~ /\.[Dd][Ll][Ll]$/ && !(toupper($2) in seen) { seen[toupper($2)]; print $2 }'); do
        found=$(find "$folder" -maxdepth 1 -type f -iname "$dll" | head -n 1)
        [ -z "$found" ] || DLLS="$DLLS$(quoted "$found")"
    done
}

# machine_of_program ARGUMENT...: the rest of a machine that runs EXE. What the exit status and the symbols are read from is in
# the log, whatever else was chosen for it.
machine_of_program() {
    ARGS=$(EXE=$EXE sh "$here/arguments.sh" "$@") || return 1
    TIMEOUT=${TIMEOUT:-300}
    BOOT=$(printf '%s' "$BOOT" | sed 's|\(/[Ll][Oo][Gg][=:][^ ]*\)|\1,+process,+exception,+image|g')
    BOOT="/DEBUGPORT=VIRTIO$BOOT"
    [ -z "$SEND" ] || BOOT="$BOOT /CURDIR=C:\\WORK"
    take_neighbours
    export EXE ARGS DLLS SYS SYS_SWITCH RAM DISK BOOT SEND DRIVE_D TIMEOUT
}
