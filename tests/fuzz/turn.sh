#!/bin/sh
# Fuzzes one harness for a minute, each day and commit another, so that all have
# their turn.
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

exec "$here/run.sh" 60 "$build" "${2:-$(turn)}"
