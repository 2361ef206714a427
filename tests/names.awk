# A log with its addresses of code as module!function+offset, the offset in hex and left out if it is 0: pc=, start=, the
# address of a fault that is an execute, and what of a bugcheck's parameters is code. In an image without a symbol before it, as
# module+RVA; in no image, as it was. Needs hex.awk and images.awk. The environment variables SYMBOLS and SYMBOLS_FIRST name the folders of symbol files.

BEGIN {
    FS = "[ ]"
    OFS = " "
    symbols = ENVIRON["SYMBOLS"]
    symbols_first = ENVIRON["SYMBOLS_FIRST"]
}

# What no later line needs must not be kept: a log may be long.
{ images_note() }
$2 == "process-" { images_forget($3) }
$2 == "fault" && $5 ~ /x$/ { $6 = place_name($6) }
$2 == "fault" || $2 == "exception" || $2 == "debug" || $2 == "thread+" { name_values() }
$2 == "bugcheck" { for (i = 4; i <= 7; i++) $i = code_text(kernel_code($i), $i) }
$2 == "caller" && $3 ~ /^pc=[0-9a-f]+$/ { $3 = "pc=" code_text(caller_name(substr($3, 4)), substr($3, 4)) }
{ print; fflush() }

function name_values(    i, at) {
    for (i = 3; i <= NF && $i !~ /"/; i++) {
        at = index($i, "=")
        if (at && $i ~ /^(pc|start|ret)=/)
            $i = substr($i, 1, at) place_name(substr($i, at + 1))
    }
}

function place_name(address) {
    return length(address) == 8 ? code_text(code_name(line_pid(), address), address) : address
}
