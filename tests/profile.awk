# Instructions by function: `image NAME`, then its symbols (tests/symbols.sh), for each image; `end`; then QEMU's trace of
# single instructions. tests/profile.sh says what from, to, first and times are; each may name several parts, which do not
# overlap, and then each line ends with the number of its part.

!traced && $1 == "image" { image = $2; images++; name[images] = image }
!traced && $1 == "base" { base[images] = image == "KERNEL.EXE" ? KERNEL : from_hex($3) }
!traced && $1 == "function" {
    functions[images]++
    place[images, functions[images]] = base[images] + from_hex($2)
    word[images, functions[images]] = $3
    at[image ":" $3] = to_hex(base[images] + from_hex($2))
    next
}
!traced && $1 == "end" {
    traced = 1
    FS = "/"
    if (!parts_begin()) { print "0 0% no such function"; exit }
    next
}
!traced { next }

"x" $2 in watched { pass("x" $2) }
on { count[on, $2]++ }
parts && ended == parts { exit }

function parts_begin(    i) {
    parts = split(from, begin, " ")
    split(to, finish, " ")
    split(first, firsts, " ")
    for (i = 1; i <= parts; i++) {
        if (!(begin[i] in at) || !(finish[i] in at)) return 0
        begin[i] = "x" at[begin[i]]
        finish[i] = "x" at[finish[i]]
        watched[begin[i]] = watched[finish[i]] = 1
    }
    chosen = substr(from, 1, index(from, ":") - 1)
    on = !parts
    return 1
}

# An instruction with which parts begin and end.
function pass(pc,    i) {
    if (on && pc == finish[on]) {
        ended += ++rounds[on] == times
        on = 0
    }
    for (i = 1; i <= parts; i++)
        if (pc == begin[i] && ++met[i] >= firsts[i] && !on && rounds[i] < times)
            on = i
}

# The function that holds an address: the last that begins no later, of the image that begins no later. Of programs, which
# lie in one place in their processes, the one that `from` names.
function holder(address,    i, best) {
    best = 0
    for (i = 1; i <= images; i++)
        if (base[i] <= address && address < base[i] + SPAN && (!best || better(i, best)))
            best = i
    return best ? name[best] ":" inside(best, address) : "elsewhere"
}

function better(one, other) {
    return base[one] > base[other] || (base[one] == base[other] && name[one] == chosen)
}

function inside(image,  address,    low, high, middle) {
    low = 1
    high = functions[image]
    if (address < place[image, 1]) return "?"
    while (low < high) {
        middle = int((low + high + 1) / 2)
        if (place[image, middle] <= address) low = middle
        else high = middle - 1
    }
    return word[image, low]
}

BEGIN {
    KERNEL = 2151677952 # 80400000
    SPAN = 2097152
    base[0] = 0
}

END {
    for (one in count) {
        split(one, key, SUBSEP)
        sums[key[1], holder(from_hex(key[2]))] += count[one]
        all[key[1]] += count[one]
    }
    for (i in all)
        print all[i], "100%", "all" (parts > 1 ? " " i : "")
    for (one in sums) {
        split(one, key, SUBSEP)
        printf "%d %.1f%% %s%s\n", sums[one], 100 * sums[one] / all[key[1]], key[2], (parts > 1 ? " " key[1] : "")
    }
}
