#!/usr/bin/env bash
# The same tree gives the same package: builds it twice, minutes apart, in
# folders of other names and depths, from files of another age and mode, in
# another time zone, language and umask, by another user and with another number
# of compilers at once, with no compiler cache, and compares what came out, byte
# by byte.
#
#   reproduce.sh FOLDER      which is made and removed; takes minutes
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$1
began=$SECONDS

[ ! -e "$folder" ] || { echo "reproduce.sh: $folder is there already" >&2; exit 64; }
mkdir -p "$folder/source" "$folder/one" "$folder/two/and/deeper"
folder=$(cd "$folder" && pwd)
trap 'rm -rf "$folder"' EXIT
# A copy, so that nobody changes it between the two.
tar -C "$root" -c --exclude=node_modules --exclude=__pycache__ app assets \
	templates migrations tests conf README.md LICENSE meson.build |
	tar -C "$folder/source" -x --no-same-owner
build=$folder/source/conf/debian/build.sh
export CCACHE_DISABLE=1

# Another user, for which one has to be root, and he able to come here.
as_somebody() {
	local other='setpriv --reuid=nobody --regid=nogroup --clear-groups'
	if [ "$(id -u)" -eq 0 ] && $other test -d "$folder"; then
		chown -R nobody:nogroup "$folder"
		$other "$@"
	else
		echo 'by the same user: another one cannot be had here'
		"$@"
	fi
}

env TZ=UTC LC_ALL=C.UTF-8 "$build" "$folder/one"
(
	umask 077
	find "$folder/source" -exec touch -h -d 2001-02-03 {} +
	chmod -R go= "$folder/source"
	as_somebody env TZ=Pacific/Auckland LC_ALL=C HOME="$folder" USER=somebody \
		DEB_BUILD_OPTIONS=parallel=5 "$build" "$folder/two/and/deeper"
)

for package in "$folder"/one/*.deb; do
	other=$folder/two/and/deeper/${package##*/}
	if ! cmp "$package" "$other"; then
		mkdir "$folder/a" "$folder/b"
		dpkg-deb -R "$package" "$folder/a"
		dpkg-deb -R "$other" "$folder/b"
		diff -r "$folder/a" "$folder/b" || true
		echo "not so: ${package##*/} is another one" >&2
		exit 1
	fi
done
echo "the same, byte by byte ($((SECONDS - began)) s)"
