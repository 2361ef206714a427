#!/bin/sh
# Runs scenes of any folder against their golden logs:
#
#   faultline test [switch...] FOLDER [NAME...]      all scenes of the folder, or these
#
#   --junit FILE   a JUnit report      --jobs N  how many at a time (all processors)
#   --keep FOLDER  all that the machines got and left, a folder for each scene
#   --bless        shows how the golden logs of the scenes named would change, and changes them
#
# A scene is a folder with a file `programs`, `switches` or `golden`; docs/ci.md says what else it may hold. Prints TAP. The exit
# status is 0 when every scene passed, 1 when one did not, 2 when the call was wrong.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tests=$(dirname "$here")
fail() { printf 'faultline: %s\n' "$*" >&2; exit 2; }
# shellcheck source=tests/command/machine.sh
. "$here/machine.sh"
# shellcheck source=tests/child.sh
. "$tests/child.sh"

JUNIT='' keep='' bless=''
JOBS=${JOBS:-$(nproc)}
while [ $# -gt 0 ]; do
    case $1 in
        --help) sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 0 ;;
        --bless) bless=yes; shift; continue ;;
        --) shift; break ;;
        --junit | --jobs | --keep) ;;
        -*) fail "there is no switch $1; faultline test --help lists them" ;;
        *) break ;;
    esac
    [ $# -gt 1 ] || fail "$1 wants a word behind it"
    case $1 in
        --junit) JUNIT=$2 ;;
        --jobs) number "$1" "$2"; JOBS=$2 ;;
        --keep) keep=$2 ;;
    esac
    shift 2
done
[ $# -gt 0 ] || fail "which folder of scenes? faultline test --help says more"
[ -d "$1" ] || fail "there is no folder $1"
SCENES=$(cd -- "$1" && pwd)
shift

list_scenes() {
    for folder in "$SCENES"/*/; do
        is_scene "$folder" || continue
        case $folder in *"$newline"*) fail "a newline in a scene's name: $folder" ;; esac
        basename "$folder"
    done
}
scenes=$(list_scenes) || exit 2
for name in "$@"; do
    is_scene "$SCENES/$name" || fail "there is no scene $name in $SCENES, which has: $(printf "%s" "$scenes" | tr "\n" " ")"
done
[ -n "$scenes" ] || fail "there is no scene in $SCENES"
[ -z "$JUNIT" ] || (: >"$JUNIT") 2>/dev/null || fail "--junit: cannot write $JUNIT"

if [ -n "$keep" ]; then
    mkdir -p -- "$keep" 2>/dev/null || fail "--keep: cannot make the folder $keep"
    work=$(cd -- "$keep" && pwd)
else
    work=
    trap '[ -z "$work" ] || remove "$work"' EXIT
    work=$(mktemp -d "${TMPDIR:-/tmp}/faultline.XXXXXX") || fail "no room for a working folder in ${TMPDIR:-/tmp}"
    export FLEETING=yes
fi
export SCENES JUNIT JOBS

if [ -n "$bless" ]; then
    [ $# -gt 0 ] || fail "--bless wants the scene's name"
    for name in "$@"; do
        child env SCENE="$name" OUT="$work/bless" sh "$tests/bless.sh" || exit 1
    done
    exit 0
fi
[ $# -gt 0 ] || eval "set -- $(printf "%s\n" "$scenes" | sed "s/'/'\\\\''/g; s/.*/'&'/" | tr '\n' ' ')"
first=$1
for name in "$@"; do
    [ "$name" != "$first" ] || set --
    set -- "$@" "scene $name"
done
child env WITNESS=no TEST_WORK="$work" sh "$tests/run.sh" "$@"
