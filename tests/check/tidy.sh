#!/bin/sh
# clang-tidy over some files; one that is not compiled (a fuzzer without its
# option) has no command to check it with and is left to its own build.
#
#   tidy.sh BUILD FILE...
set -u
build=$1
shift
code=0
for file; do
	grep -qF "$file\"" "$build/compile_commands.json" || continue
	clang-tidy-14 --quiet -p "$build" "$file" 2>/dev/null || code=1
done
exit $code
