# Part of outcome.awk: the drivers that the user asked for and the machine has not. Which were asked for stands in the environment, in
# DRIVERS, a line each as DRIVERS.INI and the line `driverfail` have it (tests/volume_program.sh, stage_sys): what a scene's own drivers
# do is the scene's affair.

BEGIN {
    count = split(ENVIRON["DRIVERS"], line_of_driver, "\n")
    for (i = 1; i <= count; i++)
        asked_for[line_of_driver[i]]
    defect["no-image"] = "it is no PE file"
    defect["malformed"] = "its headers are malformed"
    defect["not-i386"] = "it is not for i386"
    defect["not-native"] = "its subsystem is not native (-Wl,--subsystem,native)"
    defect["unaligned"] = "its sections do not begin at pages"
    defect["no-relocations"] = "it has no relocations (-shared)"
    defect["malformed-relocations"] = "its relocations are malformed"
    defect["malformed-imports"] = "its imports are malformed"
    defect["entry-outside"] = "its entry is no code (-Wl,-e,_DriverEntry@8)"
    defect["too-large"] = "it is too large"
    defect["bad-checksum"] = "its checksum is another: it is not as the linker has made it"
    defect["no-memory"] = "there is no memory for it"
    defect["not-found"] = "it is not on the volume"
    defect["loaded-already"] = "it is there already"
    defect["malformed-line"] = "the line of DRIVERS.INI is malformed"
    defect["too-long"] = "it has more than 4096 bytes"
}

$2 == "driverfail" && text_of(1) in asked_for { driver_note_failure(text_of(1)) }

# Said once, however often it is tried. That the device is not there, or the driver is already, is as the user has it.
function driver_note_failure(line,    reason, words) {
    reason = word_behind_text()
    words = driver_words(line, reason)
    if (!(words in driver_told))
        driver_lines = driver_lines (driver_lines == "" ? "" : "\n") words
    driver_told[words]
    if (reason != "no-device" && reason != "loaded-already")
        drivers_lacking++
}

function word_behind_text(    part, word) {
    split($0, part, "\"")
    split(part[3], word, " ")
    return word[1]
}

# Of a line LINK = FILE, or LINK = FILE VENDOR:DEVICE, or a name only.
function driver_words(line, reason,    side, word, file) {
    if (line == "DRIVERS.INI")
        return "no driver is loaded, for DRIVERS.INI cannot be read: " driver_defect(reason)
    split(line, side, " = ")
    split(side[2] == "" ? line : side[2], word, " ")
    file = "the driver " word[1]
    if (reason == "no-link")
        return file " makes no \\\\.\\" side[1] ": its DriverEntry has to (IoCreateSymbolicLink)"
    if (reason == "no-device")
        return file " is not loaded: there is no PCI device " word[2]
    if (reason == "named-twice")
        return file " is not loaded: \\\\.\\" side[1] " is another driver's"
    return file " is not loaded: " driver_defect(reason)
}

function driver_defect(reason) {
    if (reason == "entry-failed")
        return "its DriverEntry returned " name_of($3)
    if (reason == "no-module")
        return "it needs " text_of(2) ", and there are NTOSKRNL.EXE and HAL.DLL only"
    if (reason == "no-export")
        return "the kernel does not export " text_of(2)
    if (reason == "by-ordinal")
        return "it imports from " text_of(2) " by ordinal"
    return reason in defect ? defect[reason] : reason ", " name_of($3)
}
