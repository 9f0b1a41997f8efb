#!/bin/sh
# The Debian package: lays the tree out in a folder of its own as debhelper
# wants it, builds it there and leaves the result beside that folder.
#
#   conf/debian/build.sh FOLDER
#
# The same tree gives the same package, byte by byte, in whatever folder and at
# whatever time: times in it are the changelog's.
set -eu
umask 022
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
version=$(sed -n '1s/.*(\(.*\)-.*).*/\1/p' "$root/conf/debian/changelog")
tree=$folder/fourways-$version

rm -rf "$tree"
mkdir "$tree"
tar -C "$root" -c --exclude=node_modules --exclude=__pycache__ \
	app assets templates migrations tests conf README.md LICENSE meson.build |
	tar -C "$tree" -x --no-same-owner
mv "$tree/conf/debian" "$tree/debian"
rm "$tree/debian/build.sh"
# dpkg-deb makes times that are later the changelog's, and leaves earlier ones.
find "$tree" -exec touch -h -d \
	"@$(dpkg-parsechangelog -l "$tree/debian/changelog" -S Timestamp)" {} +

log=$folder/build.log
cd "$tree"
if ! dpkg-buildpackage -b -us -uc >"$log" 2>&1; then
	tail -n 20 "$log" | cut -c1-200 >&2
	echo "build.sh: the whole of it is in $log" >&2
	exit 1
fi
cd "$folder"
rm -rf "$tree"
for package in *.deb; do
	printf '%s: %s bytes, sha256 %s\n' "$package" \
		"$(stat -c %s "$package")" "$(sha256sum <"$package" | cut -c1-64)"
done
