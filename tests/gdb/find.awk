# The number of the first of a log's faults whose line matches `pattern` and that was resolved. Needs number.awk.
$2 == "fault" {
    count++
    if ($0 ~ pattern && $3 != "AccessViolation") {
        print fault_number(count)
        exit
    }
}
