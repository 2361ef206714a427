# The symbols of the one image that the environment variable PE_FILE names; PE_NAME is its name in the table. Exit status 1
# and why, if they cannot be read. Needs hex.awk, bytes.awk, image.awk, exports.awk, symbols.awk.

END {
    if (ENVIRON["PE_FILE"] == "")
        exit
    why = symbols_print(ENVIRON["PE_FILE"], ENVIRON["PE_NAME"])
    if (why == "")
        exit
    print why >"/dev/stderr"
    exit 1
}
