#!/bin/sh
# Can the machine start this file? Exit status 0, or 1 and one line that says what it is instead.
#
#   tests/pe/kind.sh FILE           a program
#   tests/pe/kind.sh --dll FILE     a DLL
set -eu
want=exe
[ "${1-}" != --dll ] || { want=dll; shift; }
[ $# = 1 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }
pe=$(dirname "$0")
file=$1

# The name on one line, whatever it is.
no() { printf '%s: %s\n' "$(printf %s "$file" | LC_ALL=C tr '\000-\037\177' '?')" "$1" >&2; exit 1; }

[ -n "$file" ] || { echo 'the name of the file is empty' >&2; exit 1; }
[ -e "$file" ] || { [ ! -h "$file" ] || no 'is a link to a file that is not there'; no 'there is no such file'; }
[ ! -d "$file" ] || no 'is a folder'
[ -f "$file" ] || no 'is a device or a pipe, no file'
[ -r "$file" ] || no 'may not be read'
# A batch file is text, which CMD.EXE runs.
case $want:$file in exe:*.[Bb][Aa][Tt] | exe:*.[Cc][Mm][Dd]) exit 0 ;; esac
case $file in /*) ;; *) file=./$file ;; esac
reason=$(PE_FILE=$file LC_ALL=C awk -v want=$want -f "$pe/../hex.awk" -f "$pe/bytes.awk" -f "$pe/image.awk" -f "$pe/kind.awk" </dev/null)
file=$1
[ -z "$reason" ] || no "$reason"
