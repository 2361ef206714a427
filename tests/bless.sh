#!/bin/sh
# `make bless SCENE=x`: runs the scene, shows how its golden log would change, and changes it. Never in CI: a golden
# log is changed by someone who has read the difference. It is bound to the toolchain that the images are made with.
# SCENE=all takes every scene in turn.
set -eu
tests=$(dirname "$0")
# shellcheck source=tests/child.sh
. "$tests/child.sh"
scenes=${SCENES:-$tests/scenes}
[ -n "${SCENE-}" ] || { echo "bless: SCENE=x is missing; there are: $(cd "$scenes" && echo *)" >&2; exit 2; }
[ -z "${CI-}" ] || { echo "bless: refused, CI is set" >&2; exit 1; }
if [ "$SCENE" = all ] && [ ! -d "$scenes/all" ]; then
    bad=0
    for folder in "$scenes"/*/; do
        child env SCENE="$(basename "$folder")" sh "$0" || bad=1
    done
    exit $bad
fi
out=${OUT:-${BUILD:-build}/bless}
golden=$scenes/$SCENE/golden

rm -rf "$out"
child sh "$tests/scene.sh" "$SCENE" "$out" >"$out.said" || :
case $(cat "$out/verdict") in
    PASS*) echo "$SCENE: nothing to change"; exit 0 ;;
    SKIP*) cat "$out.said"; exit 0 ;;
    DIFF* | "ERROR no golden"*) ;;
    *) cat "$out.said"; echo "bless: such a run is no model" >&2; exit 1 ;;
esac
if [ -s "$out/portable" ]; then
    echo "$SCENE: bound to another toolchain until now; what differs in the portable form:"
    sed 1,2d "$out/diff"
elif [ -e "$golden" ]; then
    sh "$tests/difference.sh" "$golden" "$out/golden"
else
    cat "$out/golden"
fi
cp "$out/golden" "$golden"
case $(cat "$out/verdict") in
    *"exit status"*", not "*) echo "$SCENE: golden rewritten, but mind: $(cat "$out/verdict")" ;;
    *) echo "$SCENE: golden rewritten, $(wc -l <"$golden") lines" ;;
esac
