#!/bin/sh
# Prints in one line what the images are made with: who lays out their pages. A golden log names it (docs/log-format.md).
#
#   tests/toolchain.sh NEWLIB       NEWLIB is the folder in which Newlib was built
#
# CROSS is the prefix of the compiler's tools.
set -eu
[ $# = 1 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
cross=${CROSS-i686-w64-mingw32-}

# macro NAME: what the C runtime's headers define it as.
macro() { printf '#include <_mingw.h>\n' | "${cross}gcc" -E -dM - | sed -n "s/^#define $1 //p"; }

gcc=$("${cross}gcc" -dumpversion)
binutils=$("${cross}ld" --version | sed -n '1s/.* //p')
runtime=$(macro __MINGW64_VERSION_MAJOR).$(macro __MINGW64_VERSION_MINOR).$(macro __MINGW64_VERSION_BUGFIX)
newlib=$(sed -n 's/^#define _NEWLIB_VERSION "\(.*\)"$/\1/p' "$1/include/_newlib_version.h")
for part in "gcc $gcc" "binutils $binutils" "mingw-w64 $runtime" "newlib $newlib"; do
    case $part in *' ' | *[!\ -~]* | *..*) echo "toolchain: no version of ${part%% *}" >&2; exit 1 ;; esac
done
echo "gcc $gcc, binutils $binutils, mingw-w64 $runtime, newlib $newlib"
