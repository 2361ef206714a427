# Which file a DLL's name means, by the rules of the machine's loader (images/ntdll/ldr_map.c): what is loaded already, else
# the program's folder, else the system's. Input: a line `FOLDER NAME` for each file there is, FOLDER the name of a folder
# below the folder `work` (of needs.awk), in the order of the search.

{
    name = substr($0, length($1) + 2)
    key = toupper(name)
    if (!(key in dll_file))
        dll_file[key] = work "/" $1 "/" name
}

# With its extension; a dot at the end means that it has none.
function dll_complete(name) {
    if (name !~ /\.[^.\\\/]*$/)
        return name ".DLL"
    sub(/\.$/, "", name)
    return name
}

# The path of the file, "" if there is none. A name with a folder is not looked for: it means the machine's.
function dll_find(name,    key) {
    key = toupper(dll_complete(name))
    return key in dll_file ? dll_file[key] : ""
}
