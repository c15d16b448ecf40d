#!/bin/sh
# Tries the Debian package in clean systems: installed, a complaint registered by commands, the
# window opened under a virtual display, removed again with the data left behind.
#
#   tools/try_deb.sh [PACKAGE.deb [RELEASE...]]      the one in dist/ on bullseye and bookworm
#
# As root, on Debian 12 or newer, after `make deb`.  Clean roots are kept in build/roots/; results and
# pictures go to build/try-deb/.  All mounts are in a namespace of this run and end with it.
set -eu
cd "$(dirname "$0")/.."

. tools/clean_root.sh

if [ "${STATION_TRY_INSIDE:-}" = "" ]; then
    need_for_roots Xvfb=xvfb
    [ -x .venv/bin/python ] || fail "Run 'make setup' first."
    # Whatever is mounted or started from here on ends with the namespace.
    STATION_TRY_INSIDE=1 exec unshare --mount --pid --fork --kill-child --propagation private \
        sh tools/try_deb.sh "$@"
fi
mount -t proc proc /proc
# The display's socket is this run's own; what an earlier run left behind is not seen.
mkdir -p /tmp/.X11-unix
mount -t tmpfs -o mode=1777 tmpfs /tmp/.X11-unix

PACKAGE=${1:-$(ls -t dist/station_*_amd64.deb 2>/dev/null | head -n 1)}
[ -f "$PACKAGE" ] || fail "No package: run 'make deb' first."
[ $# -gt 0 ] && shift
RELEASES=${*:-bullseye bookworm}

RESULTS=$PWD/build/try-deb
DISPLAY_NUMBER=87
DATA=/var/lib/station
PASSWORD='try-Deb-8312-abc'
mkdir -p "$RESULTS"

desk() { # as a person who works at that PC
    chroot --userspec=villager:villager "$ROOT" /usr/bin/env -i PATH=/usr/bin:/bin \
        HOME=/home/villager LANG=C.UTF-8 STATION_PASSWORD="$PASSWORD" "$@"
}

# Everything of Qt that is loaded only when it is needed, but printing, which needs the host's CUPS.
PLUGINS='
import sys
from pathlib import Path
from PySide6 import QtDBus, QtPrintSupport, QtSvg, QtWidgets
from PySide6.QtCore import QLibraryInfo, QPluginLoader
found = sorted(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)).rglob("*.so"))
found += sorted(Path("/opt/station/lib/fcitx4").rglob("*.so"))
loaders = [QPluginLoader(str(p)) for p in found if p.parent.name != "printsupport"]
bad = [loader.errorString() for loader in loaders if not loader.load()]
print(len(loaders), "plugins load")
sys.exit("\n".join(bad) or 0)
'

# Empties the page cache of the installed files, as after switching the PC on.
FORGET='
import os, sys
walks = (walk for top in sys.argv[1:] for walk in os.walk(top))
for folder, _, names in walks:
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(path) and not os.path.islink(path):
            handle = os.open(path, os.O_RDONLY)
            os.fsync(handle)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)
'

COMPLAINT='{"channel":"walk_in","title":"玉米种子不出苗","object_kind":"farm_input",
"category_code":"farm_inputs.seed","amount":"320.00","problem_nature":["quality"],
"facts":"在大集东头买玉米种子四袋,播种后不出苗,摊主不肯退钱。",
"requests":[{"request_kind":"refund","money":"320.00"}],"privacy_notice_way":"read_out",
"parties":[{"role":"complainant","kind":"person","name":"王某某","phone":"13800000000",
"address":"镇东村三区12号"},
{"role":"respondent","kind":"stall_unlicensed","name":"某某种子摊","business_place":"大集东头"}]}'

try_on() {
    RELEASE=$1
    clean_root "$RELEASE"
    fresh_root "$RELEASE" "try-$RELEASE"
    mkdir -p "$ROOT/tmp/.X11-unix"
    cp "$PACKAGE" "$ROOT/root/station.deb"

    inside apt-get -q update >"$RESULTS/$RELEASE-apt.log" 2>&1
    begun=$(now)
    inside apt-get -q install -y --no-install-recommends /root/station.deb \
        >>"$RESULTS/$RELEASE-apt.log" 2>&1 || fail "not installed: $RESULTS/$RELEASE-apt.log"
    say "$RELEASE: glibc $(inside ldd --version | sed -n '1s/.* //p'), installed in $(since "$begun") s"
    inside dpkg --verify station
    inside useradd --create-home villager

    loaded=$(desk /opt/station/bin/python3.13 -IB -c "$PLUGINS") || fail "$RELEASE: plugins do not load"
    say "$RELEASE: $loaded"

    desk station --version >/dev/null
    begun=$(now)
    desk station --version >/dev/null
    say "$RELEASE: station --version in $(since "$begun") s"
    desk station init --station-code 120115101201 --station-name 镇东村站 >/dev/null
    answer=$(printf '%s' "$COMPLAINT" | tr '\n' ' ' | desk station complaint add -)
    say "$RELEASE: $answer"
    desk station verify
    desk station complaint list --json | grep -q 玉米种子不出苗 || fail "$RELEASE: not in the list"

    Xvfb ":$DISPLAY_NUMBER" -screen 0 1366x768x24 -nolisten tcp -ac -nolock >/dev/null 2>&1 &
    xvfb=$!
    tries=0
    until [ -S "/tmp/.X11-unix/X$DISPLAY_NUMBER" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || fail "Xvfb does not start."
        sleep 0.1
    done
    mount --bind /tmp/.X11-unix "$ROOT/tmp/.X11-unix"
    for start in cold warm; do
        [ "$start" = warm ] || .venv/bin/python -c "$FORGET" "$ROOT/opt" "$ROOT/usr"
        env DISPLAY=":$DISPLAY_NUMBER" .venv/bin/python tools/first_window.py \
            "$RESULTS/$RELEASE.png" chroot --userspec=villager:villager "$ROOT" /usr/bin/env -i \
            PATH=/usr/bin:/bin HOME=/home/villager LANG=C.UTF-8 DISPLAY=":$DISPLAY_NUMBER" \
            station-app >"$RESULTS/$RELEASE-window.json" || fail "$RELEASE: no window"
        say "$RELEASE: first window, $start: $(sed 's/, "libraries.*//' "$RESULTS/$RELEASE-window.json")}"
    done
    grep -q '/opt/station/lib/libc.so.6' "$RESULTS/$RELEASE-window.json" || fail "$RELEASE: not our libc"
    ! grep -qE '"(/usr)?/lib[^"]*/(libc|ld-linux|libstdc\+\+)[-.][^"]*"' \
        "$RESULTS/$RELEASE-window.json" || fail "$RELEASE: the host's C or C++ library is in use"
    umount "$ROOT/tmp/.X11-unix"
    kill "$xvfb"
    wait "$xvfb" || true

    inside apt-get -q remove -y station >>"$RESULTS/$RELEASE-apt.log" 2>&1
    inside sh -c '[ ! -e /opt/station ] && [ ! -e /usr/bin/station ] && [ ! -e /usr/bin/station-app ]' ||
        fail "$RELEASE: removing left something: $(inside find /opt/station | head -n 3)"
    [ -s "$ROOT$DATA/ledger.db" ] && [ -s "$ROOT$DATA/keys.json" ] || fail "$RELEASE: data went"
    inside apt-get -q purge -y station >>"$RESULTS/$RELEASE-apt.log" 2>&1
    [ -s "$ROOT$DATA/ledger.db" ] || fail "$RELEASE: purging took the data"
    inside apt-get -q install -y --no-install-recommends /root/station.deb >>"$RESULTS/$RELEASE-apt.log" 2>&1
    desk station complaint list --json | grep -q 玉米种子不出苗 || fail "$RELEASE: data unreadable again"
    say "$RELEASE: removed, purged, installed again: the complaint is still there"
    umount "$ROOT/proc"
    rm -rf "${ROOT:?}"
}

say "$PACKAGE: $(stat -c %s "$PACKAGE") bytes, installed $(dpkg-deb --field "$PACKAGE" Installed-Size) KiB"
for release in $RELEASES; do
    try_on "$release"
done
