#!/bin/sh
# Makes sure of the packages that Faultline is built and run with.
#
#   images/packages.sh           install what is missing: as root or through sudo, by apt; otherwise say how, on standard
#                                output, and fail
#   images/packages.sh GROUP...  the same, with the debugger (gdb), every awk (awk), what 32-bit programs
#                                of this host are made with (machine), what looks for faults (lint), the other
#                                emulators (emulators), the sources of well-known programs (programs)
#   images/packages.sh --check   only tell, by the exit status, whether all is there
set -eu

# package:command, or package:=file where a package brings no command.
base='qemu-system-x86:qemu-system-i386 seabios:=/usr/share/seabios/bios-256k.bin
    gcc-mingw-w64-i686-win32:i686-w64-mingw32-gcc
    g++-mingw-w64-i686-win32:i686-w64-mingw32-g++ g++-mingw-w64-i686-posix:i686-w64-mingw32-g++-posix
    binutils-mingw-w64-i686:i686-w64-mingw32-objcopy
    mtools:mformat gcc:cc libc6-dev:=/usr/include/stdio.h
    newlib-source:=/usr/src/newlib xz-utils:xz'
gdb='gdb-multiarch:gdb-multiarch'
# Other hosts than amd64 have no such package.
machine=
[ "$(uname -m)" != x86_64 ] || machine='gcc-multilib:=/usr/include/asm'
awk='mawk:mawk gawk:gawk busybox:busybox'
lint="clang-format:clang-format clang-tidy:clang-tidy cppcheck:cppcheck shellcheck:shellcheck dash:dash $awk"
# bochs-term: a screen that needs no window system. v86 itself comes by npm (tests/emulators).
# tclsh joins SQLite's sources; the rest unpacks.
programs='tcl:tclsh bzip2:bzip2'
emulators='bochs:bochs bochs-term:=/usr/share/doc/bochs-term/copyright nodejs:node npm:npm'

missing_of() {
    for item in "$@"; do
        case ${item#*:} in
            =*) [ -e "${item#*:=}" ] || printf '%s ' "${item%%:*}" ;;
            *) command -v "${item#*:}" >/dev/null || printf '%s ' "${item%%:*}" ;;
        esac
    done
}

wanted=$base
check=
for group in "$@"; do
    case $group in
        gdb) wanted="$wanted $gdb" ;;
        awk) wanted="$wanted $awk" ;;
        machine) wanted="$wanted $machine" ;;
        lint) wanted="$wanted $lint" ;;
        emulators) wanted="$wanted $emulators" ;;
        programs) wanted="$wanted $programs" ;;
        --check) check=yes ;;
        *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
    esac
done

# shellcheck disable=SC2086  # lists of words
missing=$(missing_of $wanted)
[ -n "$missing" ] || exit 0
[ -z "$check" ] || exit 1

if [ "$(id -u)" = 0 ]; then
    as_root=
elif sudo -n true 2>/dev/null; then
    as_root='sudo -n'
else
    as_root=none
fi
if [ "$as_root" = none ] || ! command -v apt-get >/dev/null; then
    echo "packages are missing; please run, as root: apt-get install --no-install-recommends ${missing% }"
    exit 1
fi

echo "installing: $missing" >&2
apt() {
    # shellcheck disable=SC2086  # a command and its words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" </dev/null >&2
}
# Most often the lists are there and fresh; a new machine has none.
# shellcheck disable=SC2086
apt install --no-install-recommends $missing || {
    apt update && apt install --no-install-recommends $missing
}
# shellcheck disable=SC2086
still=$(missing_of $wanted)
[ -z "$still" ] || { echo "packages are still missing after apt-get: $still"; exit 1; }
