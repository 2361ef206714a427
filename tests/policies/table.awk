# The table of `make bench-policies`. Input: lines PATTERN TOUCHES OPTIMUM, then lines PATTERN POLICY READS. The geometric mean
# is over the patterns whose favourite pages stay the same, the first nine; behind it the others.

NR == FNR {
    order[++patterns] = $1
    touches[$1] = $2
    optimum[$1] = $3
    next
}

{
    reads[$1, $2] = $3
    measured[$1] = 1
    if (!($2 in known)) {
        known[$2] = 1
        policies++
    }
}

END {
    count = split("clock fifo random ws fx ad", names, " ")
    printf "| pattern | touches of another page | optimum |"
    for (i = 1; i <= count; i++)
        if (names[i] in known)
            printf " %s |", names[i]
    printf "\n|---|---|---|"
    for (i = 1; i <= count; i++)
        if (names[i] in known)
            printf "---|"
    print ""
    for (p = 1; p <= patterns; p++) {
        if (order[p] in measured)
            row(order[p])
        if (p == 9 || (p < 9 && p == patterns))
            means()
    }
}

function row(pattern,    i) {
    printf "| %s | %d | %d |", pattern, touches[pattern], optimum[pattern]
    for (i = 1; i <= count; i++)
        if (names[i] in known) {
            printf " %s |", (pattern, names[i]) in reads ? reads[pattern, names[i]] : ""
            if (optimum[pattern] > 0 && reads[pattern, names[i]] > 0) {
                product[names[i]] = (summed[names[i]]++ ? product[names[i]] : 1) * reads[pattern, names[i]] / optimum[pattern]
            }
        }
    print ""
}

function means(    i) {
    printf "| **times the optimum** | | 1 |"
    for (i = 1; i <= count; i++)
        if (names[i] in known)
            printf " %s |", summed[names[i]] ? sprintf("**%.2f**", root(product[names[i]], summed[names[i]])) : ""
    print ""
}

# By halving: busybox may be built without exp and log.
function root(x, n,    low, high, middle, power, i) {
    high = x + 1
    while (high - low > 0.0001) {
        middle = (low + high) / 2
        for (power = i = 1; i <= n; i++)
            power *= middle
        if (power < x)
            low = middle
        else
            high = middle
    }
    return low
}
