# The log's line of fault `number`.
$2 == "fault" && ++count == number { print; exit }
