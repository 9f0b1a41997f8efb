#!/bin/sh
set -eu
[ -x "$TOOLS/raw" ] || { echo 'make bench-peers builds it'; exit 1; }
