#!/bin/sh
# Runs the tests of real faults: they kill servers, fill small disks and stop databases.
#
# They need root, for the small disks; what they mount is seen by them alone and gone with them.
set -eu
if [ "$(id -u)" != 0 ]; then
    echo "make faults needs root: it makes small disks and fills them. Try: sudo make faults" >&2
    exit 2
fi
if ! ls /usr/lib/postgresql/*/bin/initdb /usr/bin/initdb >/dev/null 2>&1; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        -o DPkg::Lock::Timeout=600 postgresql >/dev/null
fi
exec unshare --mount .venv/bin/pytest tests/faults -s "$@"
