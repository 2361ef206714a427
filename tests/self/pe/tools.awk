# From objdump -h and nm of an image with the base `base`, to the rows of tests/symbols.sh: the other way to know them.

# As the source says it.
function as_written(name) {
    sub(/^[_@]/, "", name)
    sub(/@[0-9]+$/, "", name)
    sub(/\.(part|constprop|isra|cold|lto_priv).*$/, "", name)
    return name
}

# A section's row, then a row of its flags: only what is loaded counts.
$1 ~ /^[0-9]+$/ && NF == 7 { section = $2; place = from_hex($4); next }
section != "" {
    if (/ALLOC/)
        print "section", to_hex(place - from_hex(base)), section
    section = ""
    next
}

# Functions: text symbols, but not the sections' own names.
NF == 3 && $2 ~ /^[Tt]$/ && $3 !~ /^\./ { print "function", to_hex(from_hex($1) - from_hex(base)), as_written($3) }
