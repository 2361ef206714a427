#!/bin/sh
# What no policy changes in a log (tests/README.md) holds what programs do and what happens to them, and nothing of who was
# picked to give up a page: tests/forms.sh says how that is shown.
# shellcheck disable=SC2034  # for tests/forms.sh
set -eu
tests=$(cd "$(dirname "$0")" && pwd)
work=${BUILD:-build}/test/policy-form
fixture=$tests/self/policy
scenes='pressure workingset writewatch'
lines='(console|exception|limits|process[-+]|thread[-+]|object[-+]|image[-+]|reserve|commit|release|lock|unlock|watch|books|end|fault (AccessViolation|GuardPageFault)) '

form() { LC_ALL=C awk -f "$tests/speakers.awk" -f "$tests/policy.awk" "$@"; }

# shellcheck source=tests/forms.sh
. "$tests/forms.sh"
