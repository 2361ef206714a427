#!/bin/sh
# Builds Newlib from Debian's newlib-source package with the mingw compiler.
# usage: newlib.sh FOLDER CROSS
#   FOLDER  where it is built; lib/libc.a, lib/libm.a and include/ are there afterwards
#   CROSS   prefix of the cross tools, such as i686-w64-mingw32-
set -eu

if [ $# -ne 2 ]; then
    echo "usage: $0 FOLDER CROSS" >&2
    exit 2
fi
mkdir -p "$1"
top=$(cd "$1" && pwd)
cross=$2
root=$(pwd)

tarball=
for candidate in /usr/src/newlib/newlib-*.tar.xz /usr/src/newlib-*.tar.xz; do
    if [ -f "$candidate" ]; then
        tarball=$candidate
    fi
done
if [ -z "$tarball" ]; then
    echo "$0: no newlib-*.tar.xz in /usr/src: apt-get install newlib-source" >&2
    exit 1
fi

# A half-finished tree of an earlier, interrupted run is of no use: begin again.
rm -rf "${top:?}/src" "${top:?}/obj" "${top:?}/install" "${top:?}/lib" "${top:?}/include"
mkdir -p "$top/src" "$top/obj"
tar -xf "$tarball" -C "$top/src" --strip-components=1

# Newlib must believe that it is built for a bare machine, so every name by which it would know Windows is taken
# away. Of the compiler's own headers only the host compiler's set will do: mingw's stddef.h asks for the next one.
headers=$(gcc -print-file-name=include)
not_windows='-U_WIN32 -U__WIN32__ -U__WIN32 -UWIN32 -U__MINGW32__ -U__MSVCRT__ -UWINNT'
# The paths in the debug information start at the checkout, so that two checkouts give the same bytes.
cflags="-O2 -g -D__DYNAMIC_REENT__ -ffreestanding -fno-stack-protector -mno-stack-arg-probe \
-fno-asynchronous-unwind-tables $not_windows -march=i686 -nostdinc -isystem $headers \
-ffile-prefix-map=$root=."

cd "$top/obj"
../src/configure --target=i686-elf --prefix="$top/install" \
    --disable-libgloss --disable-multilib --disable-newlib-supplied-syscalls --disable-nls \
    --enable-newlib-retargetable-locking --enable-newlib-io-long-long \
    --enable-newlib-io-c99-formats --enable-newlib-io-long-double \
    MAKEINFO=true \
    CC_FOR_TARGET="${cross}gcc" CXX_FOR_TARGET="${cross}g++" GCC_FOR_TARGET="${cross}gcc" \
    AR_FOR_TARGET="${cross}ar" AS_FOR_TARGET="${cross}as" LD_FOR_TARGET="${cross}ld" \
    NM_FOR_TARGET="${cross}nm" RANLIB_FOR_TARGET="${cross}ranlib" STRIP_FOR_TARGET="${cross}strip" \
    OBJDUMP_FOR_TARGET="${cross}objdump" OBJCOPY_FOR_TARGET="${cross}objcopy" READELF_FOR_TARGET=true \
    CFLAGS_FOR_TARGET="$cflags"

# The caller's make may be a parallel one of its own; its variables must not reach this one.
unset MAKEFLAGS MFLAGS MAKELEVEL
make -j"$(getconf _NPROCESSORS_ONLN)" all-target-newlib
make install-target-newlib

cd "$top"
mv install/i686-elf/lib install/i686-elf/include .
rm -rf install obj
