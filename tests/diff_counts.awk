# Counts the lines of a log: KIND TAB NUMBER TAB NAME. Kinds are event, fault (by its kind), module and function: what code took
# the faults. Needs hex.awk and images.awk; SYMBOLS and SYMBOLS_FIRST are those of names.awk.

BEGIN {
    FS = "[ ]"
    symbols = ENVIRON["SYMBOLS"]
    symbols_first = ENVIRON["SYMBOLS_FIRST"]
}

{ images_note(); count["event\t" $2]++ }
$2 == "process-" { images_forget($3) }
$2 == "fault" { count["fault\t" $3]++; count_code() }

function count_code(    i, name) {
    for (i = 7; i <= NF && index($i, "pc=") != 1; i++)
        ;
    name = i <= NF ? code_name(line_pid(), substr($i, 4)) : ""
    count["module\t" (name == "" ? "(no image)" : substr(name, 1, index(name, "!") - 1))]++
    if (name != "" && name !~ /!\?$/)
        count["function\t" name]++
}

END {
    for (key in count) {
        split(key, part, "\t")
        print part[1] "\t" count[key] "\t" part[2]
    }
}
