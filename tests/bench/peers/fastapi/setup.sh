#!/bin/sh
set -eu
/usr/bin/python3 -c 'import fastapi, httptools, jinja2, markdown, uvicorn, uvloop'
mkdir -p "$OUT"
cp -r "$HERE"/*.py "$HERE/templates" "$OUT/"
