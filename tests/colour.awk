# Shows a log as it comes, each kind of event in a colour of its own if `colour` is 1.

BEGIN {
    hue["AccessViolation"] = hue["exception"] = hue["bugcheck"] = hue["harderror"] = hue["startfail"] = hue["writefail"] = hue["refuse"] = hue["caller"] = hue["loader:"] = "1;31"
    hue["DemandZeroFault"] = "32"
    hue["TransitionFault"] = "36"
    hue["CopyOnWrite"] = "33"
    hue["HardPageFault"] = "35"
    hue["GuardPageFault"] = hue["waiter"] = "1;33"
    hue["CSwitch"] = "34"
    hue["console"] = "1"
    hue["faultline"] = hue["end"] = hue["books"] = "1;37"
}

{
    kind = $2 == "fault" ? $3 : $2
    if (colour && kind in hue)
        printf "\033[%sm%s\033[0m\n", hue[kind], $0
    else
        print
    fflush()
}
