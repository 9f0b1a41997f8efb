#!/bin/sh
# Runs the in-process tests of units, store and vault under valgrind's
# memcheck; a finding, or a leak nothing points to, is a failure.
#
#   valgrind.sh FOLDER [NAME...]
#
# NAME is a program of them, "unit_seal". What a library is known for stands in
# valgrind.supp. Prints a line a program and at last "N passed, N failed".
#
# unit_seal_memory is left out, as with the sanitizers: it looks through all of
# its own memory, where valgrind keeps more than the program does; store_rights,
# store_moving and store_server are, since there is no PostgreSQL server here.
set -u
here=$(dirname "$0")
folder=$1
shift
log=$folder/valgrind
mkdir -p "$log"

if [ $# -gt 0 ]; then
	programs=$(for name; do find "$folder/tests" -name "$name" -type f; done)
else
	programs=$(find "$folder/tests/unit" "$folder/tests/store" \
		"$folder/tests/vault" -maxdepth 1 -type f -executable \
		! -name unit_seal_memory ! -name store_rights \
		! -name store_moving ! -name store_server | sort)
fi

# One program after the other on each processor; its words are kept.
# shellcheck disable=SC2016 # the inner shell expands these
echo "$programs" | xargs -P "$(nproc)" -I '{}' sh -c '
	name=$(basename "$1")
	if timeout 900 valgrind --quiet --error-exitcode=99 --leak-check=full \
	    --errors-for-leak-kinds=definite --show-leak-kinds=definite \
	    --suppressions="$2" --num-callers=20 "$1" >"$3/$name" 2>&1; then
		echo "ok - $name"
	else
		echo "not ok - $name, see $3/$name"
		grep -a -A 12 "^==[0-9]*== [A-Z]" "$3/$name" | head -n 40
	fi' sh '{}' "$here/valgrind.supp" "$log" >"$log/summary"

cat "$log/summary"
passed=$(grep -c '^ok' "$log/summary")
failed=$(grep -c '^not ok' "$log/summary")
[ "$passed" -gt 0 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
