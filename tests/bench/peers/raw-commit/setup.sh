#!/bin/sh
set -eu
[ -x "$TOOLS/raw_commit" ] || { echo 'make bench-peers builds it'; exit 1; }
