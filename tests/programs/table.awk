# One line a program: its exit code and its faults by kind, from the log. Variables: `title` for the line of names, or `name`;
# `verdict`. Children of the program count with it.
BEGIN {
    kinds = split("HardPageFault TransitionFault DemandZeroFault CopyOnWrite GuardPageFault", kind, " ")
    if (title) {
        printf "%-9s %-5s %8s", "program", "", "faults"
        for (i = 1; i <= kinds; i++)
            printf " %15s", kind[i]
        printf " %12s\n", "pages written"
        exit
    }
}
$2 == "fault" { count[$3]++; faults++ }
$2 == "write" { written++ }
END {
    if (title)
        exit
    printf "%-9s %-5s %8d", name, verdict, faults
    for (i = 1; i <= kinds; i++)
        printf " %15d", count[kind[i]]
    printf " %13d\n", written
}
