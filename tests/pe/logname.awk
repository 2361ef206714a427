# The name in the environment variable LOG_NAME as the log would write it, in capitals. Needs bytes.awk.

END {
    text = ENVIRON["LOG_NAME"]
    for (i = 1; i <= length(text); i++) {
        c = substr(text, i, 1)
        name = name (c == " " ? c : shown(c))
    }
    if (text != "")
        print toupper(name)
}
