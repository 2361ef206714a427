# What must be the same in two runs of a scene of which one had more fault lines: everything else, without what numbers
# lines, and what counts instructions, those of the log included. The loader's one line, when there is no log, has no number.
$2 == "fault" || $2 == "clock" { next }
# What carries the log is a function of PCI, too.
$2 == "pci" { next }
$2 == "faultline" { sub(/ boot=.*/, "") }
$2 == "end" { sub(/ lines=.*/, "") }
{ sub(/^[0-9]+ /, ""); print }
