#!/bin/sh
echo "$OUT/app"
echo pkg:libsqlite3-0
