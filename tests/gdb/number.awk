# The number of the fault on this line, the `count`-th fault line of its log: what the line says of itself as its last word,
# else `count`.
function fault_number(count) {
    return $NF ~ /^number=[0-9]+$/ ? substr($NF, 8) : count
}
