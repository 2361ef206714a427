# The number, among a log's fault lines, of the first that matches `pattern` and was resolved.
$2 == "fault" {
    count++
    if ($0 ~ pattern && $3 != "AccessViolation") {
        print count
        exit
    }
}
