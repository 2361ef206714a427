# Hexadecimal numbers; awk has no portable way to read them.
function from_hex(text,    i, value) {
    value = 0
    for (i = 1; i <= length(text); i++)
        value = value * 16 + index("0123456789abcdef", tolower(substr(text, i, 1))) - 1
    return value
}

# Eight digits; in two halves, because not every awk prints 80000000 and above with %x.
function to_hex(value,    high) {
    high = int(value / 65536)
    return sprintf("%04x%04x", high, value - high * 65536)
}

# Without the zeros before it.
function short_hex(value,    text) {
    text = to_hex(value)
    sub(/^0+/, "", text)
    return text == "" ? "0" : text
}

# Addresses are 8 hex digits and order as text. Text it must stay: to an awk 7e410000 is a number, 7 times ten to the
# 410000th, unless a letter stands before it.
function below(address, limit) { return "x" address < "x" limit }
