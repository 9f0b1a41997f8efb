#!/bin/sh
# Runs the tests of a build that counts which lines ran, and reports.
#
# FOLDER is named as the root of the project sees it.
#
#   coverage.sh FOLDER            all tests, two traces, the report
#   coverage.sh FOLDER report     the traces that are there, added up
#
# First the tests in one process, then those of the real server. That one runs
# in its sandbox, which lets it open files in this build alone, so that it
# writes down what it counted (OPENS_FILES in app/web/kore_sandbox.c); so the
# tests of the sandbox itself are not among these, but that of TLS is. A worker
# that is killed writes nothing.
#
# Left out are branches of assert, which a test cannot take and go on, and those
# that the compiler adds for exceptions. Nothing else.
set -eu
cd "$(dirname "$0")/../.."
folder=$1
traces=$folder/traces

# What counts are for: the names of the suites.
run() {
	export FOURWAYS_SANITIZED=yes # it is slow
	code=0
	meson test -C "$folder" --no-rebuild --timeout-multiplier 3 "$@" || code=$?
	[ "$code" -eq 0 ] ||
		echo "coverage.sh: not every test passed; what ran is counted"
}

# The counts since the last time, as a trace of a name.
trace() {
	gcovr --root . --object-directory "$folder" --filter app/ \
		--exclude-throw-branches \
		--exclude-branches-by-pattern '^\s*assert\(' \
		--json "$traces/$1.json" "$folder"
}

# The template compiler has run while building, so its counts stay.
forget() {
	find "$folder" -name '*.gcda' -not -path '*/app/tools/*' -delete
}

if [ "${2:-all}" = all ]; then
	mkdir -p "$traces"
	forget
	run --suite unit --suite store --suite web --suite templates \
		--suite calendar --suite assessment --suite fuzz \
		--suite postgres
	trace process
	forget
	run --suite http
	run security_tls
	trace server
fi
python3 tests/check/coverage.py "$traces"/*.json
