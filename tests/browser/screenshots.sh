#!/bin/sh
# Makes the pictures of README.md, in tests/browser/pictures. They are no part
# of the program, and none may be large.
#
#   screenshots.sh PROGRAM
set -eu
program=$(realpath "$1")
cd "$(dirname "$0")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

python3 walk.py "$program" "$folder" screenshots.mjs \
	--demo --test-now 2026-11-23T08:00:00Z
mkdir -p pictures
for picture in "$folder"/*.png; do
	small=pictures/$(basename "$picture")
	pngquant --speed 1 --strip --nofs --force --output "$small" 96 "$picture"
	stat -c '%s bytes: %n' "$small"
	[ "$(stat -c %s "$small")" -lt 120000 ] || {
		echo "screenshots.sh: $small is too large" >&2
		exit 1
	}
done
