#!/bin/sh
set -eu
/usr/bin/python3 -c 'import django, gunicorn, markdown'
mkdir -p "$OUT"
cp -r "$HERE"/*.py "$HERE/templates" "$OUT/"
