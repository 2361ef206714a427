# Rows of a table in which one operation has what it takes and the functions that take most of it.
#
#   awk -f where.awk rows PROFILE KEYS      PROFILE: tests/profile.sh of several parts; KEYS: those of rows, in their order

FNR == 1 { file++ }
file == 1 { key = $1; $1 = $2 = $3 = ""; sub(/^ +/, ""); sub(/, less [0-9]+/, ""); words[key] = $0; next }
file == 2 && $3 == "all" { all[$4] = $1; next }
file == 2 {
    if (++shown[$4] <= 6)
        most[$4] = most[$4] (shown[$4] > 1 ? ", " : "") "`" substr($3, index($3, ":") + 1) "` " $2
    next
}
{ print "| " words[$1] " | " all[FNR] " | " most[FNR] " |" }
