# Portable names of addresses in a golden log, for portable.awk. Needs hex.awk.
#
# An image's page is its section. What lies above a program's image lies where the compiler has made it end: such a place
# is named by its region, the k-th of its process, known from reserve lines, or where there are none, as the k-th page.
# A place below it, or in the highest pages of the program's half, has its address. A stack is its thread's, known from
# the thread+ line. Both it and the heap are loose: of their pages only the region is named.

# MODULE:SECTION+PAGE or 8 hex digits
function place(pid, address,    region) {
    if (address ~ /:/) {
        sub(/\+[0-9]+$/, "", address)
        return address
    }
    region = region_of(pid, address)
    if (is_loose(pid, address))
        return region_title[pid, region]
    if (!moves(address))
        return address
    if (region)
        return region_title[pid, region] "+" distance(region_low[pid, region], address)
    if (!((pid, address) in page_number))
        page_number[pid, address] = ++page_count[pid]
    return "page#" page_number[pid, address]
}

# Programs begin at 00400000; the system's DLLs and what stands at the end lie higher.
function moves(address) { return !below(address, "00400000") && below(address, "70000000") }

function distance(from, to) { return to_hex(from_hex(to) - from_hex(from)) }

function is_loose(pid, address) { return region_title[pid, region_of(pid, address)] ~ /^(stack|heap)/ }

# The number of the region of a process that holds an address, 0 if none is known.
function region_of(pid, address,    k) {
    for (k = region_count[pid] + 0; k > 0; k--)
        if (!below(address, region_low[pid, k]) && below(address, region_high[pid, k]))
            return k
    return 0
}

function region_add(pid, low, high, title,    k) {
    for (k = region_count[pid] + 0; k > 0 && region_low[pid, k] "" != low ""; k--)
        ;
    if (!k)
        k = ++region_count[pid]
    region_low[pid, k] = low
    region_high[pid, k] = high
    region_title[pid, k] = title
}

# thread+ P.T user start=NAME stack=LOW-HIGH teb=ADDRESS: of the stack its size stays, of the start a function's name.
function thread_begins(    part, ends) {
    sub(/ start=[0-9a-f]+ /, " ")
    if (!match($0, / stack=[0-9a-f]+-[0-9a-f]+/))
        return
    split($3, part, ".")
    split(substr($0, RSTART + 7, RLENGTH - 7), ends, "-")
    region_add(part[1], ends[1], ends[2], "stack of " $3)
    sub(/ stack=[^ ]*/, " stack=" distance(ends[1], ends[2]))
}

# NTDLL makes a process's heap, of 1 MB, before anything else: the first private page that the program touches is its first.
function heap_note(pid, address,    region) {
    if ($3 != "DemandZeroFault" || $5 !~ /^u/ || pid in has_heap || is_loose(pid, address))
        return
    has_heap[pid] = 1
    region = region_of(pid, address)
    if (region)
        region_title[pid, region] = "heap of " pid
    else
        region_add(pid, address, to_hex(from_hex(address) + 1048576), "heap of " pid)
}

# The name of the range in a line `reserve P RANGE …`; "" where the line is not to be said: a stack or a heap that grows.
function region_name(    ends, title) {
    if ($4 !~ /^[0-9a-f]+-[0-9a-f]+$/) {
        sub(/(\+[0-9]+)?-.*/, "", $4)
        return $4
    }
    split($4, ends, "-")
    if ($2 == "reserve")
        region_add($3, ends[1], ends[2], "region#" (region_count[$3] + 1))
    if ($2 == "commit" && is_loose($3, ends[1]))
        return ""
    title = place($3, ends[1])
    if ($2 == "release")
        region_shrink($3, ends[1], ends[2])
    return title ~ /^(stack|heap)/ ? title : title "+" distance(ends[1], ends[2])
}

# A region that is given back in part becomes smaller, or two.
function region_shrink(pid, low, high,    k, end) {
    k = region_of(pid, low)
    if (!k)
        return
    end = region_high[pid, k]
    region_high[pid, k] = low
    if (below(high, end))
        region_add(pid, high, end, region_title[pid, k] "'")
}
