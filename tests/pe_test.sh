#!/bin/sh
# What is read of PE files is true, and files that lie do no harm: kinds of files in words, imports of the machine's programs and of
# images made by hand (tests/self/pe), symbols against those of the compiler's tools if they are here, and broken copies.
# Under each awk.
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
build=${BUILD:-build}
work=$build/test/pe
fixture=$tests/self/pe
programs=$build/disk/PROGRAMS
cross=${CROSS-i686-w64-mingw32-}
bad=0

wrong() { echo "not ok: $*"; bad=$((bad + 1)); }

# ---- kinds ----

# patch FILE OFFSET OCTAL: other bytes there.
# shellcheck disable=SC2059  # the bytes are a format
patch() { printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null; }

# changed NAME OFFSET OCTAL...: hello.exe, with other bytes so far behind the beginning of its PE header.
changed() {
    copy=$1
    shift
    cp "$build/volume/PROGRAMS/hello.exe" "$work/kinds/$copy"
    while [ $# -gt 0 ]; do
        patch "$work/kinds/$copy" $((header + $1)) "$2"
        shift 2
    done
}

make_kinds() {
    mkdir -p "$work/kinds/folder.exe"
    header=$(od -An -v -tu1 -j 60 -N 2 "$build/volume/PROGRAMS/hello.exe" | LC_ALL=C awk '{ print $1 + 256 * $2 }')
    changed good.exe 0 P
    changed gui.exe 92 '\002'
    changed wide.exe 4 '\144\206' 24 '\013\002'
    changed arm.exe 4 '\304\001'
    changed net.exe 232 '\000\020\000\000\110'
    changed library.exe 23 '\041'
    changed driver.exe 92 '\001'
    changed efi.exe 92 '\012'
    changed object.exe 22 '\000'
    changed nowhere.exe 40 '\000\000\000\000'
    changed aligned.exe 56 '\000\002'
    changed unlike.exe 56 '\100\000'
    cp "$build/volume/PROGRAMS/flat.exe" "$work/kinds/flat.exe"
    head -c $(($(wc -c <"$work/kinds/flat.exe") - 100)) "$work/kinds/flat.exe" >"$work/kinds/flat-cut.exe"
    changed ne.exe 0 'NE'
    changed dos.exe 0 'xx'
    head -c 100 "$work/kinds/good.exe" >"$work/kinds/cut.exe"
    head -c 10000 "$work/kinds/good.exe" >"$work/kinds/half.exe"
    printf 'MZ' >"$work/kinds/short.exe"
    : >"$work/kinds/empty.exe"
    printf '#! /usr/bin/perl -w\nMZ' >"$work/kinds/script.exe"
    printf 'just text, \303\274ber\n' >"$work/kinds/text.exe"
    printf 'a\000b\001' >"$work/kinds/bytes.exe"
    printf 'PK\003\004' >"$work/kinds/zip.exe"
    printf '\177ELF\002\001\001\000\000\000\000\000\000\000\000\000\002\000\267\000' >"$work/kinds/elf.exe"
    cp "$work/kinds/good.exe" "$work/kinds/-a 'b\"
\$c.exe"
    mkfifo "$work/kinds/pipe.exe"
    ln -s nothing "$work/kinds/link.exe"
}

# kind NAME WORDS: what is said of it; nothing for a program.
kind() {
    status=0
    said=$(cd "$work/kinds" && sh "$tests/pe/kind.sh" "$1" 2>&1) || status=$?
    [ "$status" = "$([ -z "$2" ] && echo 0 || echo 1)" ] || wrong "$1: exit status $status"
    case $said in
        "${2:+$1: }$2"*) ;;
        *) wrong "$1 should be \"$2\": $said" ;;
    esac
}

kinds() {
    kind good.exe ''
    kind gui.exe ''
    kind "-a 'b\"
\$c.exe" ''
    kind wide.exe 'is a program for x86-64 (64-bit)'
    kind arm.exe 'is a program for ARM;'
    kind net.exe 'is a .NET program'
    kind library.exe 'is a DLL'
    kind driver.exe 'is a driver'
    kind efi.exe 'is an EFI program'
    kind object.exe 'is not marked as executable'
    kind nowhere.exe 'has no entry point'
    kind aligned.exe 'has a section .text that does not lie in the file as in memory'
    kind unlike.exe 'has sections at 64 bytes, in the file at 512: below a page both must be the same'
    kind flat.exe ''
    kind flat-cut.exe 'is cut off: its section .reloc ends at byte'
    kind ne.exe 'is a 16-bit Windows'
    kind dos.exe 'is a DOS program'
    kind cut.exe 'is cut off: its PE header should be at byte 128, but the file has 100'
    kind half.exe 'is cut off: its section .text ends at byte'
    kind short.exe 'is a DOS program, or cut off'
    kind empty.exe 'is empty'
    kind script.exe 'is a script (for /usr/bin/perl -w)'
    kind text.exe 'is a text file'
    kind bytes.exe 'is no Windows program: it begins with the bytes 61 00 62 01'
    kind zip.exe 'is a ZIP archive'
    kind elf.exe 'is an ELF program for ARM64'
    kind folder.exe 'is a folder'
    kind pipe.exe 'is a device or a pipe'
    kind link.exe 'is a link to a file that is not there'
    kind none.exe 'there is no such file'
}

# ---- imports ----

assemble() { LC_ALL=C awk -f "$tests/hex.awk" -f "$fixture/assemble.awk" "$fixture/$1" | sh >"$work/hand/$2"; }

# What only the machine's own images need is left out: its count changes with them.
imports() { sh "$tests/pe/imports.sh" "$@" | LC_ALL=C awk '$1 !~ /^(KERNEL32|MSVCRT|NTDLL)[.]DLL$/ && $2 != "functions"'; }

# ends STATUS FILE...
ends() {
    expected=$1 status=0
    shift
    sh "$tests/pe/imports.sh" "$@" >"$work/said" 2>&1 || status=$?
    [ $status = "$expected" ] || wrong "imports $*: exit status $status: $(tail -n 1 "$work/said")"
}

needs() {
    mkdir -p "$work/hand/elsewhere"
    assemble needs.txt needs.exe
    assemble hand.txt HAND.dll
    echo "not the one that is loaded" >"$work/hand/ntdll.dll"
    imports "$work/hand/needs.exe" | diff "$fixture/needs.golden" - || wrong "the imports of needs.exe under $1"
    imports --missing "$work/hand/needs.exe" | diff - "$work/missing" || wrong "only what is missing under $1"
    mv "$work/hand/HAND.dll" "$work/hand/elsewhere/hand.DLL"
    imports --dll "$work/hand/elsewhere/hand.DLL" "$work/hand/needs.exe" | diff "$fixture/needs.golden" - || wrong "--dll under $1"
    ends 1 "$work/hand/needs.exe"
    grep -q '^needs.exe *Hand.Dll *- *missing no-file$' "$work/said" || wrong "a DLL elsewhere was found under $1"
    echo text >"$work/hand/hand.dll"
    ends 1 "$work/hand/needs.exe"
    grep -q '^needs.exe *Hand.Dll *- *missing unusable-file$' "$work/said" || wrong "a text served as a DLL under $1"
    rm "$work/hand/hand.dll"
    ends 2 --dll "$work/kinds/text.exe" "$work/hand/needs.exe"
    ends 2 "$work/kinds/elf.exe"
    ends 2 "$work/none.exe"
    [ "$1" = mawk ] || return 0
    machine_images
}

machine_images() {
    for program in hello dlls flat; do ends 0 "$programs/$program.exe"; done
    for program in nodll noimport; do ends 1 "$programs/$program.exe"; done
    counted=$(LC_ALL=C awk '$2 != "functions" && $3 != "-" && !(toupper($2) $3 in seen) { seen[toupper($2) $3] = 1; n++ } END { print n }' "$work/said")
    grep -q "^$counted functions of 5 DLLs, 4 missing, 1 of the DLLs missing\$" "$work/said" || wrong "the summary does not say $counted functions"
}

# ---- symbols ----

# The table as the compiler's tools give it.
tool_symbols() {
    echo "file 00000000 $1"
    "${cross}objdump" -p "$1" | sed -n 's/^ImageBase[[:space:]]*/base 00000000 /p'
    { "${cross}objdump" -h "$1"; "${cross}nm" "$1"; } | LC_ALL=C awk -f "$tests/hex.awk" -v base="$("${cross}objdump" -p "$1" | sed -n 's/^ImageBase[[:space:]]*//p')" -f "$fixture/tools.awk"
}

symbols() {
    if command -v "${cross}nm" >/dev/null && command -v "${cross}objdump" >/dev/null; then
        for image in WINDOWS/SYSTEM32/KERNEL.EXE WINDOWS/SYSTEM32/MSVCRT.DLL PROGRAMS/hello.exe PROGRAMS/dll_front.dll; do
            tool_symbols "$build/disk/$image" | LC_ALL=C sort -k2,2 -k1,1r -k3,3 | LC_ALL=C sort -s -u -k2,2 -k1,1r >"$work/tools"
            sh "$tests/symbols.sh" "$build/disk/$image" | diff "$work/tools" - || wrong "symbols of $image under $1"
        done
    fi
    sh "$tests/symbols.sh" "$build/volume/WINDOWS/SYSTEM32/USER32.DLL" >"$work/stripped"
    grep -q '^function [0-9a-f]* wsprintfA$' "$work/stripped" || wrong "a stripped DLL shows no exports under $1"
    sh "$tests/symbols.sh" "$build/volume/PROGRAMS/hello.exe" >"$work/stripped"
    ! grep -q '^function' "$work/stripped" || wrong "a stripped program shows functions"
    ! sh "$tests/symbols.sh" "$work/kinds/text.exe" >/dev/null 2>&1 || wrong "a text has symbols under $1"
}

# ---- broken copies ----

mutants() {
    mkdir -p "$work/mutants"
    for file in "$programs/bare.exe" "$work/hand/needs.exe" "$work/hand/elsewhere/hand.DLL"; do
        LC_ALL=C awk -v seed=7 -v count=20 -v size="$(wc -c <"$file")" -f "$fixture/mutate.awk" >"$work/mutate.sh"
        sh "$work/mutate.sh" "$file" "$work/mutants/$(basename "$file")"
    done
    printf '%s\n' "$work/mutants"/* >"$work/mutants.list"
}

read_mutants() {
    timeout 240 env LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/pe/bytes.awk" -f "$tests/pe/image.awk" -f "$tests/pe/exports.awk" \
        -f "$tests/pe/imports.awk" -f "$tests/pe/symbols.awk" -f "$fixture/read.awk" "$work/mutants.list" >"$work/mutants.$1" 2>&1 ||
        wrong "broken copies stop $1: $(tail -n 1 "$work/mutants.$1")"
    diff "$work/mutants.mawk" "$work/mutants.$1" >"$work/mutants.diff" || wrong "broken copies are others under $1: $(head -n 5 "$work/mutants.diff")"
    ! LC_ALL=C tr -d '\200-\377' <"$work/mutants.$1" | LC_ALL=C grep -n "[^ -~]" || wrong "garbage under $1"
}

for name in mawk gawk busybox; do
    command -v $name >/dev/null || { echo "$name is not installed"; exit 77; }
done
rm -rf "$work"
mkdir -p "$work"
work=$(cd "$work" && pwd)
make_kinds
grep -v ' ok' "$fixture/needs.golden" >"$work/missing"
path=$PATH
for name in mawk gawk busybox; do
    PATH=$(sh "$tests/awk.sh" $name):$path
    kinds
    needs $name
    symbols $name
    [ $name != mawk ] || mutants
    read_mutants $name
done
[ $bad = 0 ] && echo "PE files are read as they are"
