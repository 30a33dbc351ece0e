#!/bin/sh
# Make sure there is a Chromium for the browser tests; install Debian's where we may.
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ -n "${SAADAN_CHROMIUM:-}" ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq -o DPkg::Lock::Timeout=600
    apt-get install -y -qq -o DPkg::Lock::Timeout=600 chromium >/dev/null
else
    echo "No Chromium: install it, or name one in SAADAN_CHROMIUM, to run the browser tests." >&2
    exit 1
fi
