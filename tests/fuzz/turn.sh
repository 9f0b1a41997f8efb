#!/bin/sh
# Fuzzes one harness for 20 seconds, each day and commit another, so that all
# have their turn. Where building it took long it gets less, but at least 5:
# the whole is over within a minute.
#
#   turn.sh BUILD_DIR [NAME]
#
# Prints the row of run.sh; its exit codes.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
build=${1:?usage: turn.sh BUILD_DIR [NAME]}

# The harness whose turn it is.
turn() {
	commit=$(git -C "$here" rev-parse --short=7 HEAD 2>/dev/null || echo 0)
	set -- "$here"/fuzz_*.c
	shift $((($(printf %d "0x$commit") + $(date +%s) / 86400) % $#))
	name=${1##*/fuzz_}
	echo "${name%.c}"
}

name=${2:-$(turn)}
began=$(date +%s)
"$here/run.sh" build "$build" "$name"
left=$((began + 55 - $(date +%s)))
[ "$left" -le 20 ] || left=20
[ "$left" -ge 5 ] || left=5
"$here/run.sh" "$left" "$build" "$name"
