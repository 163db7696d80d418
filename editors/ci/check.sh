#!/bin/sh
# Checks a wiki in any CI that can run a shell and has Python 3.11 or newer.
#
#   sh check.sh [WIKI] [OPTION…]
#
# SLUGLINE_PACKAGE is what pip installs: a folder or an address of Slugline, such as git+https://….
# The exit code is that of `slugline check`: 0 for no errors, 1 for some, 2 for wrong use or files
# that can't be read.
set -eu

# There is no default: a name that nobody has in a package index yet is anybody's.
: "${SLUGLINE_PACKAGE:?set it to what pip is to install, such as git+https://… of Slugline}"

wiki=${1:-.}
[ $# -eq 0 ] || shift

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

python3 -m venv "$place/venv"
"$place/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  "$SLUGLINE_PACKAGE"

# `junit` is what most CI services read; the lines of `text` stand in the log.
"$place/venv/bin/slugline" check --format text --format junit=slugline-junit.xml "$@" -- "$wiki"
