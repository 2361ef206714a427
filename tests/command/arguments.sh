#!/bin/sh
# Prints the words it is given as one Windows command line from which a program's run time makes the same words again
# (Microsoft, "Parsing C Command-Line Arguments"): what has blanks, quotes or wildcards is quoted, backslashes count double
# before a quote. Those of a batch file, as EXE names it, are also quoted where they hold what means something to CMD.EXE. A word
# that a line of BOOT.INI cannot hold is an error.
set -eu
newline='
'
# A quote alone is one that is quoted in any case.
meaning='"'
case ${EXE-} in *.[Bb][Aa][Tt] | *.[Cc][Mm][Dd]) meaning='[]&|<>^()@,;=]' ;; esac
number=0
line=''
for word in "$@"; do
    number=$((number + 1))
    case $word in
        *"$newline"*) echo "faultline: argument $number has a newline, and a line of BOOT.INI has none" >&2; exit 1 ;;
    esac
    if printf '%s' "$word" | tr -d '\t' | LC_ALL=C grep -q '[[:cntrl:]]'; then
        echo "faultline: argument $number has a control character, and a line of BOOT.INI has none" >&2
        exit 1
    fi
    case $word in
        '' | *[\ \	\"\*\?]* | *$meaning*)
            word=$(printf '%s\n' "$word" | LC_ALL=C sed -e 's/\(\\*\)"/\1\1\\"/g' -e 's/\(\\*\)$/\1\1/')
            word="\"$word\""
            ;;
    esac
    line="$line${line:+ }$word"
done
printf '%s' "$line"
