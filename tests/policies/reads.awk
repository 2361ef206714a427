# From a log of images/programs/patterns.c: how many pages of its array came from the page file between "begin", which says
# where the array lies, and "end". Addresses are text: both have 8 digits. Ends with 1 where either is missing.

$2 == "console" && /"begin [0-9a-f]/ {
    split($0, quoted, "\"")
    split(quoted[2], words, " ")
    low = "x" words[2]
    high = "x" substr(words[3], 1, 8)
    begun = 1
}

$2 == "console" && /"end/ { ended = begun }

begun && !ended && $2 == "fault" && $3 == "HardPageFault" && / slot=/ {
    address = "x" $6
    if (address >= low && address < high)
        count++
}

END {
    if (!ended)
        exit 1
    print count + 0
}
