# Joins two files of diff_counts.awk: a table of both numbers, the kinds in their order, the greatest differences first. Without
# `all` = 1 only what differs.

BEGIN { FS = "\t"; kinds = split("event fault module function", kind, " ") }

{ key = $1 "\t" $3; seen[key] = 1 }
NR == FNR { one[key] = $2; next }
{ two[key] = $2 }

END {
    for (key in seen) {
        split(key, part, "\t")
        difference = two[key] - one[key]
        if (difference || all)
            rows[part[1]] = rows[part[1]] sprintf("%d\t%9d %9d %9s  %s\n", difference < 0 ? -difference : difference, one[key], two[key], signed(difference), part[2])
    }
    sort = "LC_ALL=C sort -k1,1nr -k2 | cut -f 2-"
    for (i = 1; i <= kinds; i++)
        if (rows[kind[i]] != "") {
            printf "\n%9s %9s %9s  %s\n", "A", "B", "B-A", kind[i]
            fflush()
            printf "%s", rows[kind[i]] | sort
            close(sort)
        }
}

function signed(value) { return value > 0 ? "+" value : value "" }
