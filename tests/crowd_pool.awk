# A log with the classes pool and process: whenever a wave of processes has ended, who has how much of the pools? All but
# the first wave, which finds nothing warmed, must leave the same. Says how many waves were compared, or which differs.
#
#   awk -v wave=40 -f tests/crowd_pool.awk serial.log
$2 == "pool" {
    sub(/^[0-9]+ /, "")
    usage = usage $0 "\n"
}
$2 == "process-" {
    if (++ended % wave == 0)
        look()
    usage = ""
}
function look() {
    if (++waves == 2)
        second = usage
    else if (waves > 2 && usage != second && !differs)
        differs = waves
}
END {
    if (differs)
        print "wave " differs " leaves another pool than the second"
    else
        print waves " waves leave the same pool"
}
