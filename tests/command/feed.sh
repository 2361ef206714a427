#!/bin/sh
# Standard input as the console's: COM2 has no end of file, so control-Z says it, and control-V stands before one that is
# meant as a byte (docs/design.md, section 7). Line by line, for whoever types.
set -eu
LC_ALL=C sed -u "s/[$(printf '\003\026\032')]/$(printf '\026')&/g"
printf '\032'
