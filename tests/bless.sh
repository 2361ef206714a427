#!/bin/sh
# `make bless SCENE=x`: runs the scene, shows how its golden log would change, and changes it. Never in CI: a golden
# log is changed by someone who has read the difference.
set -eu
tests=$(dirname "$0")
[ -n "${SCENE-}" ] || { echo "bless: SCENE=x is missing; there are: $(cd "$tests/scenes" && echo *)" >&2; exit 2; }
[ -z "${CI-}" ] || { echo "bless: refused, CI is set" >&2; exit 1; }
out=${OUT:-${BUILD:-build}/bless}
golden=${SCENES:-$tests/scenes}/$SCENE/golden

rm -rf "$out"
sh "$tests/scene.sh" "$SCENE" "$out" >"$out.said" || :
case $(cat "$out/verdict") in
    PASS*) echo "$SCENE: nothing to change"; exit 0 ;;
    DIFF* | "ERROR no golden"*) ;;
    *) cat "$out.said"; echo "bless: such a run is no model" >&2; exit 1 ;;
esac
if [ -e "$golden" ]; then
    sh "$tests/difference.sh" "$golden" "$out/golden"
else
    cat "$out/golden"
fi
cp "$out/golden" "$golden"
case $(cat "$out/verdict") in
    *"exit status"*", not "*) echo "$SCENE: golden rewritten, but mind: $(cat "$out/verdict")" ;;
    *) echo "$SCENE: golden rewritten, $(wc -l <"$golden") lines" ;;
esac
