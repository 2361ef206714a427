# The first program's exit code in decimal, as Windows would give it; when it could not be started, why. Needs hex.awk.
# "none" when it did not come to its end.

$2 == "startfail" && program == "" { code = $3; program = "none" }
$2 == "process+" && $3 != 4 && program == "" { program = $3 }
$2 == "process-" && $3 == program { code = $4 }

END {
    sub(/^[a-z]*=/, "", code)
    if (code == "")
        print "none"
    else
        printf "%.0f\n", from_hex(code)
}
