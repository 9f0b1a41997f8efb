#!/bin/sh
readlink -f "$(command -v node)"
echo "$OUT"
