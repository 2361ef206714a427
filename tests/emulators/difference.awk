# The first line in which a log differs from `model`, then both lines.

function show(mark, line, there) { print "  " mark " " (there ? substr(line, 1, 150) : "(nothing)") }

function report(number, left, is_left, right, is_right) {
    print "DIFF line " number
    show("qemu:", left, is_left)
    show("here:", right, is_right)
    found = 1
}

{
    more = (getline line < model) > 0
    if (!more || line "" != $0 "") {
        report(NR, line, more, $0, 1)
        exit
    }
}

END {
    if (!found && (getline line < model) > 0) {
        report(NR + 1, line, 1, "", 0)
    }
    if (!found)
        print "DIFF line " NR ": only its end"
}
