#!/bin/sh
# The portable form of a golden log (tests/README.md) sees what programs do and what happens to them, and nothing else:
# tests/forms.sh says how that is shown. What the System process's own threads do need not be seen.
# shellcheck disable=SC2034  # for tests/forms.sh
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/test/portable
fixture=$tests/self/portable
scenes='default turns stack-overflows slow-disk'
lines='console|exception|process[-+]|thread[-+]|object[-+]|image[-+]|fault AccessViolation|CSwitch [^4][^ ]* (Ready|Terminated|Waiting\((User|Delay))'

form() { LC_ALL=C awk -f "$tests/hex.awk" -f "$tests/speakers.awk" -f "$tests/places.awk" -f "$tests/portable.awk" "$@"; }

# shellcheck source=tests/forms.sh
. "$tests/forms.sh"
