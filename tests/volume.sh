#!/bin/sh
# Prepares a folder from which the machine can be started: disk.img, boot.ini, console.in, and `machine`, which says
# how much memory, which processor and clock, and what carries the log. tests/qemu.sh starts it.
#
#   tests/volume.sh scene NAME FOLDER       a scene of tests/scenes
#   tests/volume.sh program FOLDER          the program named by the variable EXE, with the command line ARGS; DLLS (words
#                                           as for a shell) are copied beside it, the folder SEND to C:\WORK
# The variable SYS names drivers (volume_program.sh, stage_sys) for both, DRIVE_D a folder that is drive D: (volume_folder.sh).
#
# The variables BOOT (more switches), RAM, LOW and DISK (MB), CPU (QEMU's name), STDIN (a file), SAVE (the machine leaves its memory)
# and WHEREABOUTS (yes: somebody asks where it is when time is over; always so beside drivers) count for both.
# A scene is a folder; each of these files may be missing:
#   switches   BOOT.INI switches, one line        programs   command lines of BOOT.INI's [programs]
#   stdin      what is typed on the console       ram        MB beside the RAM disk
#   typed      the same, key by key: control-C, control-V and control-Z are these keys
#   cpu        QEMU's name of the processor        disk       MB of the volume, if more than its files need
#   volume     sh, run in the root of the volume: $PROGRAMS names the folder of all programs, $SCENE the scene's
#   low        MB of `ram` that lie below 4 GB, the rest above
#   files      paths from the scene's folder, a line each, of what goes into C:\PROGRAMS; so do the .exe and .dll beside it
#   dir/       what drive D: is, each time as a copy (tests/qemu.sh)
#   devices    what QEMU adds to the machine, a line for each -device
#   damage     sh, run beside disk.img when it is made
set -eu
usage() { sed -n '2,20s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { printf 'volume: %s\n' "$*" >&2; exit 1; }

tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
scenes=$(cd "${SCENES:-$tests/scenes}" && pwd)
newline='
'

# Programs are taken by name from their command lines, so that a volume holds what its scene uses and nothing else.
program_names() { sed -e 's/^"\([^"]*\)".*/\1/' -e 't' -e 's/[[:space:]].*//' | sed -n 's/.*\\//p'; }

# shellcheck source=tests/volume_program.sh
. "$tests/volume_program.sh"
# shellcheck source=tests/volume_folder.sh
. "$tests/volume_folder.sh"

stage_system() {
    rm -rf "$tree"
    mkdir -p "$tree/PROGRAMS" "$tree/TEMP" "$tree/WINDOWS"
    cp -R "$build/volume/WINDOWS/SYSTEM32" "$tree/WINDOWS/"
}

# What a scene brings itself: images in its folder, and what its list `files` names, a path from there a line.
stage_own_files() {
    rm -rf "$out/sym"
    for file in "$scene"/*.[Ee][Xx][Ee] "$scene"/*.[Dd][Ll][Ll]; do
        [ ! -e "$file" ] || place "$file" PROGRAMS/
    done
    [ ! -e "$scene/files" ] || while IFS= read -r file; do
        case $file in '') ;; /*) place "$file" PROGRAMS/ ;; *) place "$scene/$file" PROGRAMS/ ;; esac
    done <"$scene/files"
    [ -z "$(ls "$tree/PROGRAMS")" ] || stage_symbols
}

# The scene's DRIVERS.INI, and the drivers that it names: from the scene's folder or from those that are built.
stage_drivers() {
    [ -e "$1" ] || return 0
    mkdir -p "$tree/WINDOWS/SYSTEM32/CONFIG" "$tree/WINDOWS/SYSTEM32/DRIVERS"
    cp "$1" "$tree/WINDOWS/SYSTEM32/CONFIG/DRIVERS.INI"
    grep -o "[A-Za-z0-9_-]*\.sys" "$1" | sort -u | while IFS= read -r name; do
        for file in "${1%/*}/$name" "$build/volume/DRIVERS/$name"; do
            [ ! -e "$file" ] || { cp "$file" "$tree/WINDOWS/SYSTEM32/DRIVERS/"; break; }
        done
    done
}

stage_scene() {
    scene=$scenes/$1
    [ -d "$scene" ] || fail "there is no scene $1; tests/scenes has: $(cd "$scenes" && echo *)"
    switches=$(cat "$scene/switches" 2>/dev/null || :)
    programs=$(cat "$scene/programs" 2>/dev/null || :)
    ram=${RAM:-$(cat "$scene/ram" 2>/dev/null || echo 16)}
    [ -n "$low" ] || low=$(cat "$scene/low" 2>/dev/null || :)
    cpu=$(cat "$scene/cpu" 2>/dev/null || echo "${CPU:-qemu32,+nx}")
    disk=${DISK:-$(cat "$scene/disk" 2>/dev/null || :)}
    clock=
    # What counts instructions is repeatable only when the emulator counts them, too.
    case $switches in */BENCH*) clock=icount ;; esac
    [ -n "$stdin" ] || [ ! -e "$scene/stdin" ] || stdin=$scene/stdin
    # The shell is a program like others: a scene that does not name it is without. So is one that boots the kernel of two
    # levels without the other: a volume is read whole, and that is a third of it.
    case $programs in *[Cc][Mm][Dd].[Ee][Xx][Ee]*) ;; *) rm -f "$tree/WINDOWS/SYSTEM32/CMD.EXE" ;; esac
    case "$switches ${BOOT-}" in */[PpNnKk]*) ;; *) rm -f "$tree/WINDOWS/SYSTEM32/KRNLPAE.EXE" ;; esac
    stage_own_files
    stage_drivers "$scene/drivers"
    [ ! -d "$scene/dir" ] || stage_scene_folder
    printf '%s\n' "$programs" | program_names | while IFS= read -r name; do
        [ -e "$tree/PROGRAMS/$name" ] || [ ! -e "$build/volume/PROGRAMS/$name" ] || cp "$build/volume/PROGRAMS/$name" "$tree/PROGRAMS/"
    done
    [ ! -e "$scene/volume" ] || (cd "$tree" && SCENE=$scene PROGRAMS=$build_path/volume/PROGRAMS sh -eu "$scene/volume")
}

write_bootini() {
    system='multi(0)disk(0)rdisk(0)partition(1)\WINDOWS'
    {
        printf '%s\n' '[boot loader]' 'timeout=0' "default=$system" '[operating systems]'
        printf '%s\n' "$system=\"Faultline\"${switches:+ $switches}${BOOT:+ $BOOT} /BUILD=$(cat "$build/build-id")"
        printf '%s\n' '[programs]' "$programs"
    } | sed "s/\$/$(printf '\r')/" >"$out/boot.ini"
}

# The device that may carry the log: `virtio` when a /DEBUGPORT= asks for it. The last one counts; a device that is not used
# changes nothing.
log_device() {
    sed -n 's/.*[[:space:]]\/[Dd][Ee][Bb][Uu][Gg][Pp][Oo][Rr][Tt][=:]VIRTIO[[:space:]].*/virtio/p'
}

# Beside a terminal the time that the machine rests is the host's, or nobody could type in it.
clock_manner() {
    if [ -n "$clock" ] && grep -qi '[[:space:]]/TERMINAL[=:]'; then echo icount-host; else echo "$clock"; fi
}

# COM2 has no end of file, so control-Z says it; control-V stands before one, or a control-C, that is meant as a byte.
write_console_input() {
    if [ -n "${scene-}" ] && [ -e "$scene/typed" ]; then
        cat "$scene/typed"
    elif [ -n "$stdin" ]; then
        LC_ALL=C sed "s/[$(printf '\003\026\032')]/$(printf '\026')&/g" "$stdin"
    fi >"$out/console.in"
    printf '\032' >>"$out/console.in"
}

kind=${1-}
case $kind:$# in
    scene:3) name=$2 out=$3 ;;
    program:2) name='' out=$2 ;;
    *) usage ;;
esac
stdin=${STDIN-} disk=${DISK-} low=${LOW-} folder=''
[ -z "$stdin" ] || [ -f "$stdin" ] || fail "STDIN: there is no file $stdin"
mkdir -p "$out"
out=$(cd "$out" && pwd)
build_path=$(cd "$build" && pwd)
# A console that is a pipe would wait for who reads it.
rm -f "$out/disk.img" "$out/boot.ini" "$out/serial.log" "$out/console.log" "$out/console.in" "$out/console.out" "$out/status" "$out/drivers"
tree=$out/volume
stage_system
"stage_$kind" "$name"
[ -z "${SYS-}" ] || stage_sys
[ -z "${DRIVE_D-}" ] || stage_user_folder
write_bootini
write_console_input
cp "$out/boot.ini" "$tree/BOOT.INI"
DISK_MB=$disk sh "$tests/../images/mkdisk.sh" "$tree" "$build/boot.bin" "$build/loader.bin" "$out/disk.img"
[ -z "${scene-}" ] || [ ! -e "$scene/damage" ] || (cd "$out" && sh -eu "$scene/damage")
# What a program was sent is held against what it left (tests/command/merge.sh).
rm -rf "$out/sent"
[ -z "${SEND-}" ] || mv "$tree/WORK" "$out/sent"
whereabouts=${WHEREABOUTS-}
[ ! -e "$tree/WINDOWS/SYSTEM32/CONFIG/DRIVERS.INI" ] || whereabouts=yes
rm -rf "$tree"
{
    printf '%s\n' "ram=$ram" "low=$low" "cpu=$cpu" "clock=$(clock_manner <"$out/boot.ini")" "log=$(log_device <"$out/boot.ini")" "save=${SAVE-}" "whereabouts=$whereabouts"
    [ -z "${scene-}" ] || [ ! -e "$scene/devices" ] || sed 's/^/device=/' "$scene/devices"
    [ -z "$folder" ] || printf '%s\n' "$folder"
} >"$out/machine"
