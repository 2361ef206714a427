# Instructions by function: `image NAME`, then its symbols (tests/symbols.sh), for each image; `end`; then QEMU's trace of
# single instructions. tests/profile.sh says what from, to, first and times are.

!traced && $1 == "image" { image = $2; images++; name[images] = image }
!traced && $1 == "base" { base[images] = image == "KERNEL.EXE" ? KERNEL : from_hex($3) }
!traced && $1 == "function" {
    functions[images]++
    place[images, functions[images]] = base[images] + from_hex($2)
    word[images, functions[images]] = $3
    if (image ":" $3 == from) begin = to_hex(base[images] + from_hex($2))
    if (image ":" $3 == to) finish = to_hex(base[images] + from_hex($2))
    next
}
!traced && $1 == "end" {
    traced = 1
    on = from == "" && to == ""
    chosen = substr(from, 1, index(from, ":") - 1)
    FS = "/"
    if (!on && (begin == "" || finish == "")) { print "0 0% no such function"; exit }
    next
}
!traced { next }

{
    if (!on && "x" $2 == "x" begin && ++met >= first && rounds < times) on = 1
    else if (on && finish != "" && "x" $2 == "x" finish) { on = 0; rounds++ }
    if (on) count[$2]++
    if (rounds >= times && finish != "") exit
}

# The function that holds an address: the last that begins no later, of the image that begins no later. Of programs, which
# lie in one place in their processes, the one that `from` names.
function holder(address,    i, best) {
    best = 0
    for (i = 1; i <= images; i++)
        if (base[i] <= address && address < base[i] + SPAN && (!best || base[i] > base[best] || (base[i] == base[best] && name[i] == chosen)))
            best = i
    return best ? name[best] ":" inside(best, address) : "elsewhere"
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
    for (pc in count) {
        sums[holder(from_hex(pc))] += count[pc]
        all += count[pc]
    }
    if (all) print all, "100%", "all"
    for (one in sums)
        printf "%d %.1f%% %s\n", sums[one], 100 * sums[one] / all, one
}
