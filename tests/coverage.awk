# Reads what gcov prints, `COUNT:LINE:TEXT` for each line of each source, once for every program that the source is
# linked with, and sums the counts: `reached[source, line]` holds for every line that is code, `text` its text,
# `last[source]` its last line. COUNT is `-` where no code is, `#####` and `=====` where none was reached.

BEGIN { FS = ":" }

$2 + 0 == 0 && $3 == "Source" { source = $4; next }
source ~ /^(\/|tests\/)/ || source == "" { next }
/^ *(-|[0-9]+\*?|#####|=====): *[0-9]+:/ && $1 !~ /-$/ {
    line = $2 + 0
    if (!((source, line) in reached)) {
        text[source, line] = $0
        sub(/^[^:]*:[^:]*:/, "", text[source, line])
    }
    reached[source, line] += $1 !~ /[#=]/ && $1 + 0 > 0
    if (line > last[source])
        last[source] = line
}
