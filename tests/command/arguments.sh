#!/bin/sh
# Prints the words it is given as one Windows command line from which a program's run time makes the same words again
# (Microsoft, "Parsing C Command-Line Arguments"): what has blanks, quotes or wildcards is quoted, backslashes count double
# before a quote. A word that a line of BOOT.INI cannot hold is an error.
set -eu
newline='
'
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
        '' | *[\ \	\"\*\?]*)
            word=$(printf '%s\n' "$word" | LC_ALL=C sed -e 's/\(\\*\)"/\1\1\\"/g' -e 's/\(\\*\)$/\1\1/')
            word="\"$word\""
            ;;
    esac
    line="$line${line:+ }$word"
done
printf '%s' "$line"
