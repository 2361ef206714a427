# What programs have printed by a log, golden or not: its `console` lines, however they were cut.
{ sub(/^[0-9]+ /, "") }
sub(/^console [0-9.]+ "/, "") {
    sub(/"$/, "")
    gsub(/%0d%0a/, "\n")
    printf "%s", $0
}
