# Reads everything that tests/pe/ can read of the files named by the input, a line for each: what is wrong or how much there is.

{
    problem = pe_open($0)
    printf "%s", base_of($0)
    if (problem == "") {
        say("check", pe_check())
        say("imports", imports_read())
        say("exports", exports_open())
        printf " %d+%d imports, %d names", import_count[pe], import_dlls[pe], export_names[pe]
        named = 0
        for (i = 0; i < export_names[pe] + 0 && i < 50; i++)
            named += export_there(export_name(i), 0, i)
        printf " (%d there)", named
    }
    print problem == "" ? "" : " " problem
    say("symbols", symbols_print($0, "x"))
    print ""
}

function say(what, why) {
    if (why != "")
        printf " %s: %s.", what, why
}

function base_of(path) {
    sub(/.*\//, "", path)
    return path
}
