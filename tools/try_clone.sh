#!/bin/sh
# Tries the README's two commands on a new machine: a fresh clone of HEAD in a clean Debian root that
# has git, make and Python, `make run` without a display, then `.ci/run`.
#
#   tools/try_clone.sh [RELEASE]      bookworm, unless told otherwise
#
# As root, on Debian 12 or newer.  Clean roots are kept in build/roots/; what was said goes to
# build/try-clone/.  pip's own settings of this machine (a mirror, a certificate) are handed in.  All
# mounts are in a namespace of this run and end with it.
set -eu
cd "$(dirname "$0")/.."
. tools/clean_root.sh

if [ "${STATION_TRY_INSIDE:-}" = "" ]; then
    need_for_roots
    # Whatever is mounted or started from here on ends with the namespace.
    STATION_TRY_INSIDE=1 exec unshare --mount --pid --fork --kill-child --propagation private \
        sh tools/try_clone.sh "$@"
fi
mount -t proc proc /proc

RELEASE=${1:-bookworm}
RESULTS=$PWD/build/try-clone
mkdir -p "$RESULTS"
clean_root "$RELEASE"
fresh_root "$RELEASE" "clone-$RELEASE"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs tmpfs "$ROOT/dev/shm"

inside apt-get -q update >"$RESULTS/apt.log" 2>&1
inside apt-get -q install -y --no-install-recommends ca-certificates git make python3 python3-venv \
    >>"$RESULTS/apt.log" 2>&1
for place in /etc/ssl/certs $(printenv PIP_FIND_LINKS PIP_NO_INDEX || true); do
    if [ -d "$place" ]; then
        mkdir -p "$ROOT$place"
        mount --bind "$place" "$ROOT$place"
    fi
done
[ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$ROOT/etc/pip.conf"

git clone -q --no-hardlinks . "$ROOT/root/station"
# What the tests read of the project's papers lies beside it where there is any.
[ ! -d ../shared ] || cp -a ../shared "$ROOT/root/shared"
say "$RELEASE: $(git rev-parse --short HEAD), $(inside python3 --version)"

asked() { # in the clone, as root, with this machine's settings of pip
    chroot "$ROOT" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive CI=true $(env | grep '^PIP_' || true) \
        sh -c "cd /root/station && $1" </dev/null
}

begun=$(now)
asked 'make run' >"$RESULTS/run.log" 2>&1 || fail "make run failed: $RESULTS/run.log"
say "$RELEASE: make run in $(since "$begun") s"
begun=$(now)
status=0
asked 'bash .ci/run' >"$RESULTS/test.log" 2>&1 || status=$?
say "$RELEASE: $(tail -n 1 "$RESULTS/test.log"), .ci/run in $(since "$begun") s"
[ "$status" = 0 ] || fail "failed: $RESULTS/test.log"
rm -rf --one-file-system "${ROOT:?}/root/station"
