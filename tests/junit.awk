# A JUnit report from the list of results (one name a line); each result is a file of that name in this folder: a
# verdict, then details.

function xml(text) {
    gsub(/&/, "\\&amp;", text)
    gsub(/</, "\\&lt;", text)
    gsub(/>/, "\\&gt;", text)
    gsub(/"/, "\\&quot;", text)
    gsub(/[^ -~\t\n]/, "?", text)
    return text
}

{
    kind = $1
    name = $0
    sub(/^[^ ]* /, "", name)
    verdict = details = ""
    while ((getline line < $0) > 0) {
        if (verdict == "")
            verdict = line
        else
            details = details line "\n"
    }
    close($0)
    word = verdict
    sub(/ .*/, "", word)
    inner = ""
    if (word == "SKIP") {
        skipped++
        inner = "<skipped message=\"" xml(verdict) "\"/>"
    } else if (word != "PASS") {
        failed++
        inner = "<failure type=\"" word "\" message=\"" xml(verdict) "\">" xml(details) "</failure>"
    }
    cases = cases "  <testcase classname=\"" kind "\" name=\"" xml(name) "\">" inner "</testcase>\n"
}

END {
    print "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
    printf "<testsuite name=\"faultline\" tests=\"%d\" failures=\"%d\" skipped=\"%d\">\n", NR, failed, skipped
    printf "%s</testsuite>\n", cases
}
