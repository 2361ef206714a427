# The lines of `file` that no test reached, from the arrays of coverage.awk.
END {
    if (!(file in last)) {
        print "coverage: no unit test is linked with " file
        exit 1
    }
    for (line = 1; line <= last[file]; line++)
        if ((file, line) in reached && reached[file, line] == 0)
            printf "%5d  %s\n", line, text[file, line]
}
