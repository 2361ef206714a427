#!/bin/sh
# Lists what a program and each of its DLLs need of DLLs, and whether the machine has it. Nothing is started.
#
#   tests/pe/imports.sh [--missing] [--dll FILE]... PROGRAM.EXE
#
#   IMAGE DLL FUNCTION ok|missing [NOTE...]         a line for each; FUNCTION is a name or #ORDINAL
#   N functions of M DLLs, K missing                at the end
#
# DLLs are those of --dll, those in the program's folder and the machine's own, looked for in this order. Where a DLL is missing,
# a line with the FUNCTION - says so (no-file, unusable-file) before its functions (no-dll). Other NOTEs: `delayed`, asked
# for only when it is called, so that the program starts without it; `forwarded=DLL.FUNCTION`. A byte that is
# no printable ASCII is %HH. --missing leaves out what is there.
# Exit status 0 if nothing is missing, 1 if something is, 2 if the program cannot be read.
set -eu
usage() { sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { echo "imports: $*" >&2; exit 2; }

pe=$(dirname "$0")
system=${BUILD:-build}/volume/WINDOWS/SYSTEM32
only=all
work=$(mktemp -d "${TMPDIR:-/tmp}/imports.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
mkdir "$work/1"

# absolute PATH: for a link that is made elsewhere.
absolute() { case $1 in /*) printf %s "$1" ;; *) printf %s "$PWD/$1" ;; esac; }

while [ $# -gt 0 ]; do
    case $1 in
        --missing) only=missing ;;
        --dll)
            [ $# -gt 1 ] || usage
            shift
            sh "$pe/kind.sh" --dll "$1" || exit 2
            ln -sf "$(absolute "$1")" "$work/1/${1##*/}"
            ;;
        --) shift; break ;;
        -*) usage ;;
        *) break ;;
    esac
    shift
done
[ $# = 1 ] || usage
sh "$pe/kind.sh" "$1" || exit 2
[ -e "$system/NTDLL.DLL" ] || fail "the machine's DLLs are not in $system: they are built by make"
program=$(absolute "$1")
ln -s "$program" "$work/program"
ln -s "${program%/*}/" "$work/2"
ln -s "$(absolute "$system")" "$work/3"

status=0
for folder in 1 2 3; do
    # shellcheck disable=SC2012  # names that find would write in a safer way are none that a DLL can have
    ls "$work/$folder/" | sed "s/^/$folder /"
done | PE_NAME=${1##*/} WORK=$work LC_ALL=C awk -v only=$only -f "$pe/../hex.awk" -f "$pe/bytes.awk" \
    -f "$pe/image.awk" -f "$pe/exports.awk" -f "$pe/imports.awk" -f "$pe/dlls.awk" -f "$pe/needs.awk" || status=$?
exit $status
