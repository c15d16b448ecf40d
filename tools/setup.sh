#!/bin/sh
# Makes .venv from the lock file.  Does nothing when it was made from this very lock already.
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-python3}
LOCK=requirements/everything.lock
STAMP=.venv/made-from

"$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; $PYTHON is $("$PYTHON" --version 2>&1)." >&2
    echo "Name another with: make PYTHON=/path/to/python3.11 ..." >&2
    exit 1
}
WANTED=$(cat $LOCK pyproject.toml tools/setup.sh tools/system-packages.sh | sha256sum)
[ "$(cat $STAMP 2>/dev/null)" != "$WANTED" ] || exit 0

sh tools/system-packages.sh "$PYTHON"
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $LOCK
# The project itself stands on what was just locked: nothing more is fetched to build it.
PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --disable-pip-version-check \
    --no-deps --no-build-isolation -e .
echo "$WANTED" >$STAMP
