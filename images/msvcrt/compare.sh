#!/bin/sh
# Runs a stock program under Wine twice, with Wine's own msvcrt and with ours, and compares what it wrote and its exit code.
# usage: compare.sh ROOT PROGRAM.c [ARGUMENT...]     standard input goes to both
#   ROOT   a Debian i386 root with wine32 in it and /proc mounted; needs the right to chroot
# The environment's CFLAGS go to the compiler: -D__USE_MINGW_ANSI_STDIO=0 makes MSVCRT.DLL do the formatting.
set -eu

if [ $# -lt 2 ]; then
    echo "usage: $0 ROOT PROGRAM.c [ARGUMENT...]" >&2
    exit 2
fi
root=$1
source=$2
shift 2
name=$(basename "$source" .c)
dll=build/disk/WINDOWS/SYSTEM32/MSVCRT.DLL
work=$(mktemp -d)
folder=crt.$$
trap 'rm -rf "$work" "${root:?}/$folder"' EXIT
cat >"$work/in"

# shellcheck disable=SC2016  # the inner shell expands the names
run() {
    which=$1
    override=$2
    shift 2
    code=0
    timeout 90 env -i PATH=/usr/sbin:/usr/bin:/bin HOME=/tmp WINEPREFIX=/tmp/wine-crt WINEDEBUG=-all \
        WINEDLLOVERRIDES="$override" FOLDER="/$folder/$which" PROGRAM="$name.exe" \
        chroot "$root" sh -c 'cd "$FOLDER" && exec wine "$PROGRAM" "$@"' sh "$@" \
        <"$work/in" >"$work/$which.out" 2>"$work/$which.all" || code=$?
    grep -v "^wine:" "$work/$which.all" >"$work/$which.err" || true
    echo "exit code $code" >>"$work/$which.out"
}

for which in wine ours; do
    mkdir -p "$root/$folder/$which"
    # shellcheck disable=SC2086  # CFLAGS is a list
    i686-w64-mingw32-gcc ${CFLAGS-} "$source" -o "$root/$folder/$which/$name.exe"
done
cp "$dll" "$root/$folder/ours/msvcrt.dll"
run wine msvcrt=b "$@"
run ours msvcrt=n "$@"
diff "$work/wine.out" "$work/ours.out"
diff "$work/wine.err" "$work/ours.err"
echo "same: $name, $(wc -l <"$work/ours.out") lines"
