# The log's line of fault `number`. Needs number.awk.
$2 == "fault" && fault_number(++count) == number { print; exit }
