# Checks the floors of the kernel (docs/design.md): an #include leads down or sideways, never up, but for the arrows that
# are named here. Input: the kernel's sources, as firmware/x.c, sched/dispatch/y.h and so on, from the top folder.

BEGIN {
    count = split("firmware sched/dispatch storage mmu sched/object sched/process sched/driver sched/service sched/start", rooms, " ")
    for (i = 1; i <= count; i++)
        floor[rooms[i]] = i
    # Records of open files and maps of the page file live in the kernel's pool; pool.h knows nothing of who takes from it.
    named["storage mmu/pool.h"] = 1
}

# The boot loader is a program of its own, made from pieces of several floors.
FILENAME ~ /^firmware\/loader[._]/ { next }

/^#include "/ {
    split($0, parts, "\"")
    from = room_of(FILENAME)
    to = room_of(parts[2])
    if (to in floor && floor[to] > floor[from] && !((from " " parts[2]) in named)) {
        print FILENAME ":" FNR ": leads up, to " parts[2]
        wrong++
    }
}

END { exit wrong > 0 }

function room_of(path,    parts) {
    split(path, parts, "/")
    return parts[1] == "sched" ? parts[1] "/" parts[2] : parts[1]
}
