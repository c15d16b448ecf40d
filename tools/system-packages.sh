#!/bin/sh
# The system packages that the desk, its tests and its pictures need on Debian and Ubuntu.
# As root they are installed; anybody else is told the one line to run.  Quiet when all are there.
set -eu

PYTHON=${1:-python3}
PACKAGES="libgl1 libegl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 libgssapi-krb5-2 \
libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 \
libxcb-render-util0 libxcb-shape0 libxcb-xkb1 xvfb xauth fonts-wqy-microhei poppler-utils postgresql"
"$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || PACKAGES="$PACKAGES python3-venv"

command -v apt-get >/dev/null || {
    echo "This is neither Debian nor Ubuntu; the equivalents of these are needed: $PACKAGES"
    exit 0
}

# apt knows what a renamed package (libglib2.0-0t64) provides; a bare list of names does not.
missing() {
    # shellcheck disable=SC2086
    plan=$(LC_ALL=C apt-get -s install --no-upgrade --no-install-recommends $PACKAGES 2>&1) || return 0
    echo "$plan" | grep -q '^Inst '
}

missing || exit 0
LINE="apt-get install -y --no-install-recommends $PACKAGES"
if [ "$(id -u)" != 0 ]; then
    echo "Some system packages are missing. Please run this line, then try again:" >&2
    echo "  sudo apt-get update && sudo $LINE" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
$LINE </dev/null
