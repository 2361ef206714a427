# The number of each fault of a log. Needs number.awk.
$2 == "fault" { print fault_number(++count) }
