#!/bin/sh
# Compiles into a build folder, which is set up the first time only.
#
#   compile.sh FOLDER [TARGET [MESON-OPTION...]]
set -eu
folder=$1
target=${2:-all}
[ $# -lt 2 ] || shift
shift
if [ ! -f "$folder/build.ninja" ]; then
	echo "Setting up $folder"
	meson setup "$@" "$folder" >"$folder.log" 2>&1 || {
		cat "$folder.log" >&2
		rm -f "$folder.log"
		exit 1
	}
	rm -f "$folder.log"
fi
exec ninja --quiet -C "$folder" "$target"
