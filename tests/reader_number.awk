# Numbers the lines of a log from which lines were taken, or to which some were added, and counts them in its end line.
# NUMBER SP line in, the same out.
{
    sub(/^[0-9]+ /, "")
    if ($1 == "end")
        sub(/lines=[0-9]+$/, "lines=" NR)
    print NR, $0
}
