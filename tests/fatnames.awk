# Which names of a host's folder no file of the volume can have. Two lists of the same length, a path a line:
#
#   awk -f fatnames.awk UPPER NAMES      UPPER is NAMES in upper case
#
# Prints `PATH REASON` for the first of them, or nothing. What is no UTF-8 is images/longnames.awk's to say. Needs LC_ALL=C.

NR == FNR { upper[FNR] = $0; next }

{
    reason = odd_letters(last_part($0), last_part(upper[FNR]))
    if (reason == "" && upper[FNR] in seen)
        reason = "differs from " seen[upper[FNR]] " only in the case of its letters"
    if (reason != "") {
        gsub(/[\001-\037\177]/, "?")
        print $0 " " reason
        exit
    }
    seen[upper[FNR]] = $0
}

function last_part(path) { sub(/.*\//, "", path); return path }

# Windows takes dots and blanks at the end away, and devices keep their names whatever stands behind a dot.
function odd_letters(name, device) {
    if (name == "." || name == "")
        return ""
    if (name ~ /[\001-\037]/)
        return "has a control character in its name"
    if (name ~ /["*:<>?|\\]/)
        return "has a letter in its name that no file of the volume can have"
    if (name ~ /[. ]$/)
        return "ends in a dot or a blank, which no file of the volume can"
    sub(/ *(\..*)?$/, "", device)
    if (device ~ /^(CON|PRN|AUX|NUL|CLOCK\$|COM[1-9]|LPT[1-9])$/)
        return "has the name of a device"
    return ""
}
