# From a log to lines MODE ADDRESS pc=PC ACCESS, one for each fault line: NUMBER fault KIND P.T MA ADDRESS pc=PC ...
# ACCESS is r or w, and x where execution is forbidden: elsewhere the processor does not tell an execution from a read. A fault
# where none may be taken is told by its bugcheck: NUMBER bugcheck 0000000a (of a driver 000000d1) ADDRESS LEVEL ACCESS PC ... Where the kernel has an
# address space of its own the faults that it takes for a program are no processor's; those of its own pages are (/PAGEKERNEL),
# and lie above 2 GB: such a scene has no large-address-aware program.
$2 == "layout" && / no-execute / { told = 1 }
$2 == "layout" && / trampoline=/ { apart = 1 }
$2 == "layout" && / pagedpool=/ { paged = 1 }
$2 == "fault" && (!apart || $5 !~ /^k/ || (paged && $6 ~ /^[89a-f]/)) {
    access = substr($5, 2, 1)
    print substr($5, 1, 1), $6, $7, access == "x" && !told ? "r" : access
}
$2 == "bugcheck" && $3 ~ /^000000(0a|d1)$/ { print "k", $4, "pc=" $7, $6 "" == "00000001" ? "w" : "r" }
