#!/bin/sh
# Make sure there is a Chromium for the browser tests; install Debian's where we may. Its headless
# shell draws the same pages for half the work, so it is the one we ask for.
set -eu
for name in chromium-headless-shell chromium; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -n "${SAADAN_CHROMIUM:-}" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq -o DPkg::Lock::Timeout=600
    for name in chromium-headless-shell chromium; do
        if apt-get install -y -qq -o DPkg::Lock::Timeout=600 "$name" >/dev/null; then exit 0; fi
    done
fi
echo "No Chromium: install it, or name one in SAADAN_CHROMIUM, to run the browser tests." >&2
exit 1
