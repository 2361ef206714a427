# The line of a log behind which frames are to be looked at, and how many were in use there: `LINE COUNT`. Without `at`, the last
# one behind which the most were in use. Nothing when no line tells of frames; a reason and exit status 1 when
# there is no line `at`.
#
#   awk -v at=LINE -f look_moment.awk serial.log

$2 == "frame" {
    told = 1
    if (in_use >= most) {
        most = in_use
        best = NR - 1
    }
    split($4, list, ">")
    in_use += (list[2] == "Active") - (list[1] == "Active")
}
at != "" && NR == at + 0 { then = in_use }

END {
    if (at != "" && (at !~ /^[0-9]+$/ || at + 0 < 1 || at + 0 > NR)) {
        print "there is no line " at ": the log has " NR
        exit 1
    }
    if (!told)
        exit
    if (in_use >= most) {
        most = in_use
        best = NR
    }
    print (at == "" ? best " " most + 0 : at + 0 " " then + 0)
}
