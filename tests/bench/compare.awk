# Two versions of build/bench/figures side by side: key, old, new, change.
#
#   awk -f compare.awk OLD NEW

FNR == NR { old[$1] = $2; order[++count] = $1; next }
{ new[$1] = $2; if (!($1 in old)) order[++count] = $1 }

function change(key) {
    if (!(key in old)) return "new"
    if (!(key in new)) return "gone"
    if (old[key] == 0) return old[key] == new[key] ? "=" : "from nothing"
    return old[key] == new[key] ? "=" : sprintf("%+.1f%%", 100 * (new[key] - old[key]) / old[key])
}

END {
    for (i = 1; i <= count; i++) {
        key = order[i]
        printf "%-40s %12s %12s %10s\n", key, key in old ? old[key] : "-", key in new ? new[key] : "-", change(key)
    }
}
