#!/bin/sh
# Fuzzes each harness of this folder under clang, ASan and UBSan.
#
#   run.sh SECONDS BUILD_DIR [NAME ...]
#
# BUILD_DIR is made when it is not there. What the fuzzers learn is kept in
# BUILD_DIR/corpus/NAME for the next run, what they break in
# BUILD_DIR/found/NAME. Exit 0: nothing broke; 1: something did; 2: usage.
set -eu

if [ $# -lt 2 ] || [ "$1" -lt 1 ] 2>/dev/null; then
	echo "usage: run.sh SECONDS BUILD_DIR [NAME ...]" >&2
	exit 2
fi
case $1 in
*[!0-9]*)
	echo "run.sh: SECONDS must be a number, not \"$1\"" >&2
	exit 2
	;;
esac

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=$1
build=$2
shift 2

if ! command -v clang >/dev/null; then
	echo "run.sh: needs clang: apt-get install clang" >&2
	exit 2
fi
if [ ! -f "$build/build.ninja" ]; then
	CC=clang meson setup "$build" "$root" -Db_sanitize=address,undefined \
	    -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link >/dev/null
fi
build=$(cd "$build" && pwd)

if [ $# -eq 0 ]; then
	for file in "$here"/fuzz_*.c; do
		name=${file##*/fuzz_}
		set -- "$@" "${name%.c}"
	done
fi

broken=0
for name in "$@"; do
	mkdir -p "$build/corpus/$name" "$build/found/$name"
	ninja -C "$build" "tests/fuzz/fuzz_$name" >/dev/null
	dict=
	if [ -f "$here/$name.dict" ]; then
		dict=-dict=$here/$name.dict
	fi
	echo "fuzz $name: $seconds s"
	if UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 \
	    "$build/tests/fuzz/fuzz_$name" -max_total_time="$seconds" \
	    -max_len=16384 -timeout=10 -rss_limit_mb=1024 -verbosity=0 \
	    -print_final_stats=1 -artifact_prefix="$build/found/$name/" \
	    ${dict:+"$dict"} \
	    "$build/corpus/$name" "$here/corpus/$name" \
	    >"$build/found/$name.log" 2>&1; then
		sed -n 's/^stat::number_of_executed_units: */  runs: /p' \
		    "$build/found/$name.log"
	else
		broken=1
		tail -n 40 "$build/found/$name.log" >&2
		echo "fuzz $name: broken; the input is in $build/found/$name." \
		    "Mend it, and add the input to $here/corpus/$name." >&2
	fi
done
exit $broken
