#!/bin/sh
# Compiles into a build folder, which is set up the first time only. Says
# nothing when all goes well; what the compilers say is shown in any case.
#
#   compile.sh FOLDER [TARGET [MESON-OPTION...]]
set -eu
folder=$1
target=${2:-all}
[ $# -lt 2 ] || shift
shift

log=$(mktemp)
trap 'rm -f "$log"' EXIT
code=0
if [ ! -f "$folder/build.ninja" ]; then
	echo "Building in $folder, which takes a minute the first time"
	meson setup "$@" "$folder" >"$log" 2>&1 || code=$?
fi
if [ "$code" -eq 0 ]; then
	ninja --quiet -C "$folder" "$target" >"$log" 2>&1 || code=$?
fi
[ "$code" -ne 0 ] || sed -i '/^ninja: no work to do/d' "$log"
cat "$log" >&2
exit "$code"
