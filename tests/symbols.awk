# From objdump -p (the line `base X`), objdump -h and nm of one image to lines `section RVA NAME`, `function RVA NAME`.
# Needs hex.awk.

# As the source says it: without the C underscore, stdcall's @N and what the optimiser appends.
function source_name(name) {
    sub(/^[_@]/, "", name)
    sub(/@[0-9]+$/, "", name)
    sub(/\.(part|constprop|isra|cold|lto_priv).*$/, "", name)
    return name
}

$1 == "file" { print "file 00000000", substr($0, 6); next }
$1 == "base" { base = from_hex($2); print "base 00000000", $2; next }

# A section's row, then a row of its flags: only what is loaded counts.
$1 ~ /^[0-9]+$/ && NF == 7 { section = $2; place = from_hex($4); next }
section != "" {
    if (/ALLOC/)
        print "section", to_hex(place - base), section
    section = ""
    next
}

# Functions: text symbols, but not the sections' own names.
NF == 3 && $2 ~ /^[Tt]$/ && $3 !~ /^\./ {
    print "function", to_hex(from_hex($1) - base), source_name($3)
}
