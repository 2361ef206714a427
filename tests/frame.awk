# Prints nothing when a log is whole: first line with the build id `id`, lines numbered without a gap, an end line that
# tells their number. Otherwise a verdict and its reason.

NR == 1 && $2 != "faultline" { broken = "TRUNCATED no first line"; exit }
NR == 1 && !index($0 " ", " build=" id " ") { broken = "STALE this is not the log of build " id ": " $4; exit }
# As text: as numbers 1e1 and, for some awks, 0xa would do for 10.
$1 "" != NR "" { broken = "TRUNCATED line " NR " is numbered " $1; exit }
{ last = $0 }

END {
    if (broken == "" && NR == 0)
        broken = "TRUNCATED the log is empty"
    if (broken == "" && last !~ "^[0-9]+ end [a-z]+ lines=" NR "$")
        broken = "TRUNCATED no end line with lines=" NR
    if (broken != "")
        print broken
}
