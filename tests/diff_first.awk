# Reads two logs side by side up to the first line at which they part, and prints it, with three lines before. The environment
# variables A and B name the files; with `drain` the rest is read, too, because somebody writes it. Exit status 0 if they are
# the same, 1 if not.

BEGIN {
    BEFORE = 3
    if (ENVIRON["A"] != "")
        compare(ENVIRON["A"], ENVIRON["B"])
}

function compare(a, b,    one, two, more_one, more_two) {
    for (number = 1;; number++) {
        more_one = (getline one < a) > 0
        more_two = (getline two < b) > 0
        if (!more_one && !more_two) {
            print "the same " (number - 1) " lines"
            exit 0
        }
        # As text: awk takes two lines that look like numbers for numbers.
        if (more_one != more_two || "x" one != "x" two)
            break
        last[number % BEFORE] = one
    }
    parted(more_one ? one : "(it has ended)", more_two ? two : "(it has ended)")
    while (drain && more_one && (getline one < a) > 0)
        ;
    while (drain && more_two && (getline two < b) > 0)
        ;
    exit 1
}

function parted(one, two,    i) {
    print "they part at line " number
    for (i = number - BEFORE; i < number; i++)
        if (i > 0)
            print "  " last[i % BEFORE]
    print "- " one
    print "+ " two
}
