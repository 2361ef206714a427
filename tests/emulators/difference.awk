# The first line in which another emulator's log differs from QEMU's, then both lines: `difference.awk QEMU'S OTHER`.

FILENAME == ARGV[1] { model[++expected] = $0; next }
{ other[++count] = $0 }

function show(whose, line, there) { print "  " whose ": " (there ? substr(line, 1, 150) : "(nothing)") }

END {
    for (line = 1; line <= expected && line <= count && model[line] "" == other[line] ""; line++)
        ;
    print "DIFF line " line
    show("qemu", model[line], line <= expected)
    show("here", other[line], line <= count)
}
