#!/bin/sh
# shellcheck disable=SC2154,SC2034  # the variables are those of who reads it
# The part of tests/volume.sh that puts a folder of the host's into the machine, as drive D:; read by it, with its variables and
# fail(). tests/qemu.sh shows the folder to the machine; HOST.SYS (images/drivers/host) makes a drive of it.

# HOST.SYS comes at the start, if nobody has named it yet.
stage_host_driver() {
    config=$tree/WINDOWS/SYSTEM32/CONFIG
    mkdir -p "$config" "$tree/WINDOWS/SYSTEM32/DRIVERS"
    cp "$build/volume/DRIVERS/host.sys" "$tree/WINDOWS/SYSTEM32/DRIVERS/"
    grep -q -i '^host\.sys' "$config/DRIVERS.INI" 2>/dev/null || printf '[boot]\nhost.sys\n' >>"$config/DRIVERS.INI"
}

# A scene's folder is copied each time a machine starts: what a run writes is gone, and a log can be had again: all files
# are as old as the century.
stage_scene_folder() {
    stage_host_driver
    folder="copy=$scene/dir${newline}dated=2000-01-01T00:00:00Z"
}

# The user's is written into.
stage_user_folder() {
    case $DRIVE_D in *"$newline"*) fail "drive D: a newline in \"$DRIVE_D\"" ;; esac
    [ -e "$DRIVE_D" ] || fail "drive D: there is no folder $DRIVE_D"
    [ -d "$DRIVE_D" ] || fail "drive D: $DRIVE_D is no folder"
    { [ -r "$DRIVE_D" ] && [ -x "$DRIVE_D" ]; } || fail "drive D: the folder $DRIVE_D cannot be read"
    stage_host_driver
    printf 'host.sys\n' >>"$out/drivers"
    folder="folder=$(cd -- "$DRIVE_D" && pwd)"
}
