# The number of the fault on this line, the `count`-th fault line of its log: what the line says of itself, else `count`.
function fault_number(count,    i) {
    for (i = NF; i > 6; i--)
        if ($i ~ /^number=/)
            return substr($i, 8)
    return count
}
