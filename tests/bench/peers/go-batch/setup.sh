#!/bin/sh
# The program of ../go, which batches when BATCH=1.
set -eu
app=$STATE/peers/go/app
[ -x "$app" ] || { echo 'needs the peer go, which is not there'; exit 1; }
mkdir -p "$OUT"
cp "$app" "$OUT/app"
