#!/bin/sh
# peers.py has unpacked nginx, or found it.
set -eu
[ -x "$NGINX" ] || { echo 'there is no nginx here'; exit 1; }
mkdir -p "$OUT/tmp"
