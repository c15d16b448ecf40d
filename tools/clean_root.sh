# Clean Debian systems in folders, for tools that try things on a new machine.  Read by them with `.`;
# needs RESULTS, a folder for logs.  Clean roots are kept in build/roots/.

say() { printf '%s\n' "$*"; }
fail() { say "$*" >&2; exit 1; }
now() { date +%s.%N; }
since() { awk -v a="$1" -v b="$(now)" 'BEGIN { printf "%.1f", b - a }'; }

ROOTS=$PWD/build/roots

need_for_roots() { # COMMAND=PACKAGE...: what else is needed besides debootstrap
    [ "$(id -u)" = 0 ] || fail "This needs root: sudo $0"
    missing=""
    for pair in debootstrap=debootstrap "$@"; do
        command -v "${pair%%=*}" >/dev/null || missing="$missing ${pair#*=}"
    done
    if [ -n "$missing" ]; then
        apt-get -q update
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing
    fi
}

mirror() { # RELEASE: where this machine's apt has it from
    apt-get indextargets --format '$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' |
        awk -F'|' -v release="$1" '$2 == release && $3 == "main" { print $1; exit }'
}

clean_root() { # RELEASE: a debootstrapped root that nothing else was ever put into
    mkdir -p "$ROOTS"
    [ -f "$ROOTS/$1.made" ] && return
    from=$(. /etc/os-release && mirror "$VERSION_CODENAME")
    [ -n "$from" ] || fail "apt on this machine has no source for Debian."
    rm -rf "${ROOTS:?}/$1"
    debootstrap --variant=minbase --arch=amd64 \
        --keyring=/usr/share/keyrings/debian-archive-keyring.gpg "$1" "$ROOTS/$1" "$from" \
        >"$RESULTS/$1-debootstrap.log" 2>&1 || fail "debootstrap failed: $RESULTS/$1-debootstrap.log"
    touch "$ROOTS/$1.made"
}

fresh_root() { # RELEASE NAME: a copy to try things in; sets ROOT
    ROOT=$ROOTS/$2
    rm -rf --one-file-system "${ROOT:?}"
    cp -a --reflink=auto "$ROOTS/$1" "$ROOT"
    cp /etc/resolv.conf "$ROOT/etc/resolv.conf"
    # The machine's way to its mirror, a proxy for instance.
    apt-config dump Acquire::http Acquire::https >"$ROOT/etc/apt/apt.conf.d/90machine" 2>/dev/null || true
    mount -t proc proc "$ROOT/proc"
}

inside() { # as root in the tried system
    chroot "$ROOT" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive "$@"
}
