#!/bin/sh
# Fetches the sources of Debian packages and unpacks them as upstream made them, without Debian's patches.
#
#   tests/programs/fetch.sh FOLDER PACKAGE...     FOLDER/PACKAGE holds the source afterwards; what is there is left alone
#
# apt works for itself in FOLDER/apt: with the machine's own mirrors, keys and proxies, for sources only. Nothing of the
# machine is changed.
set -eu
[ $# -ge 2 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() { echo "fetch: $*" >&2; exit 1; }

mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift

missing=
for package in "$@"; do
    [ -d "$folder/$package" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null || fail "there is no apt-get, so the sources of$missing cannot be had"

# The lists of binary packages as lists of sources, in both of apt's formats.
make_lists() {
    mkdir -p "$apt/parts" "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/packages"
    for list in /etc/apt/sources.list.d/*.sources; do
        [ ! -r "$list" ] || sed 's/^Types:.*/Types: deb-src/' "$list" >"$apt/parts/${list##*/}"
    done
    for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ ! -r "$list" ] || sed -n 's/^deb[[:blank:]]/deb-src /p' "$list" >"$apt/parts/from-${list##*/}"
    done
    cat >"$apt/apt.conf" <<EOF
Dir::Etc::SourceList "/dev/null";
Dir::Etc::SourceParts "$apt/parts";
Dir::State::Lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "";
EOF
}

# A tarball with one folder at its top gives what is in it, another all it has.
unpack() {
    rm -rf "$folder/$1.new"
    mkdir "$folder/$1.new"
    set -- "$1" "$apt/packages/$1"_*.orig.tar.*
    [ -f "$2" ] || fail "$1: apt brought no source"
    tar -xf "$2" -C "$folder/$1.new"
    set -- "$1" "$folder/$1.new"/*
    if [ $# = 2 ] && [ -d "$2" ]; then
        mv "$2" "$folder/$1"
        rm -r "$folder/$1.new"
    else
        mv "$folder/$1.new" "$folder/$1"
    fi
}

apt=$folder/apt
make_lists
export APT_CONFIG="$apt/apt.conf"
apt-get -q update >&2 || fail "apt-get update failed: the mirror cannot be reached, or has no sources"
cd "$apt/packages"
for package in $missing; do
    apt-get -q source --download-only --tar-only "$package" >&2 || fail "$package: apt-get source failed"
    unpack "$package"
done
