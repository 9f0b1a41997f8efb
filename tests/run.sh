#!/bin/sh
# Runs the suites of a build folder and ends with one line that counts cases.
#
#   run.sh FOLDER [MESON-TEST-OPTION...]
set -u
folder=$1
shift
log=$folder/meson-logs/testlog.json
rm -f "$log"
here=$(dirname "$0")
# One PostgreSQL server for all that want one, which ends with them. Two tests
# more at a time than there are processors, for the longest wait.
python3 "$here/postgres.py" --shared meson test -C "$folder" --no-rebuild \
	--print-errorlogs --num-processes $(($(nproc) + 2)) "$@"
code=$?
python3 "$here/summary.py" "$log" || exit 1
exit "$code"
