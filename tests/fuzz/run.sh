#!/bin/sh
# Fuzzes each harness of this folder under clang, ASan and UBSan, and prints
# what came of it as a table in Markdown.
#
#   run.sh SECONDS BUILD_DIR [NAME ...]
#   run.sh build|merge|coverage BUILD_DIR [NAME ...]
#
# BUILD_DIR is made when it is not there. What the fuzzers learn is kept in
# BUILD_DIR/corpus/NAME for the next run, what they break in
# BUILD_DIR/found/NAME. "build" fuzzes nothing; "merge" adds to the corpus of
# this folder the fewest inputs that reach more than it does; "coverage" prints
# which lines of app/ all known inputs reach, file by file (llvm-cov-14, in a
# build folder of its own). Exit 0: nothing broke; 1: something did; 2: usage.
set -eu

usage() {
	echo "usage: run.sh SECONDS|build|merge|coverage BUILD_DIR [NAME ...]" >&2
	exit 2
}

[ $# -ge 2 ] || usage
case $1 in
build | merge | coverage) ;;
'' | 0 | *[!0-9]*)
	echo "run.sh: SECONDS must be a number above 0, not \"$1\"" >&2
	usage
	;;
esac

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
what=$1
build=$2
shift 2

if ! command -v clang >/dev/null; then
	echo "run.sh: needs clang: apt-get install clang" >&2
	exit 2
fi
if [ ! -f "$build/build.ninja" ] && [ "$what" = coverage ]; then
	LLVM_PROFILE_FILE=/dev/null CC=clang meson setup "$build" "$root" \
	    -Dc_link_args=-fprofile-instr-generate \
	    -Dc_args='-fprofile-instr-generate -fcoverage-mapping' >/dev/null
elif [ ! -f "$build/build.ninja" ]; then
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

export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1

# fuzz NAME ARGUMENT ...: in the folders of a harness, to its log. What the
# code under test says of what it refuses is not kept.
fuzz() {
	name=$1
	shift
	"$build/tests/fuzz/fuzz_$name" -max_len=16384 -timeout=10 \
	    -rss_limit_mb=1024 -close_fd_mask=2 -print_final_stats=1 \
	    -artifact_prefix="$build/found/$name/" "$@" \
	    >"$build/found/$name.log" 2>&1
}

# What the log says last of something: "cov: 123" with "cov:".
last() {
	sed -n "s/.*$1 *\\([0-9]*\\).*/\\1/p" "$build/found/$name.log" |
	    tail -n 1
}

complain() {
	grep -v '^#[0-9]' "$build/found/$name.log" | tail -n 40 >&2
	echo "fuzz $name: broken; the input is in $build/found/$name. Mend it," \
	    "and add the input to $here/corpus/$name." >&2
}

count() {
	find "$1" -type f | wc -l
}

# Lines reached by the inputs kept here and by those learned, which a build
# folder beside this one holds.
cover() {
	profile=$build/found/$name.profile
	replay=$build/tests/fuzz/replay_$name
	for folder in "$here/corpus/$name" "${build%-coverage}/corpus/$name"; do
		[ -n "$(ls "$folder" 2>/dev/null)" ] || continue
		LLVM_PROFILE_FILE=$profile.%p.raw "$replay" "$folder" \
		    >/dev/null 2>&1
	done
	llvm-profdata-14 merge -o "$profile" "$profile".*.raw
	rm -f "$profile".*.raw
	echo "$name:"
	llvm-cov-14 export -summary-only -instr-profile="$profile" "$replay" |
	    python3 "$here/covered.py"
}

row() {
	printf '| %s | %s | %s | %s | %s | %s | %s | %s |\n' "$name" "$what" \
	    "$(last 'number_of_executed_units:')" \
	    "$(last 'average_exec_per_sec:')" "$(last 'cov:')" \
	    "$(last 'ft:')" "$(count "$here/corpus/$name")" \
	    "$(count "$build/found/$name")"
}

run() {
	dict=
	if [ -f "$here/$name.dict" ]; then
		dict=-dict=$here/$name.dict
	fi
	if ! fuzz "$name" -max_total_time="$what" ${dict:+"$dict"} \
	    "$build/corpus/$name" "$here/corpus/$name"; then
		broken=1
		complain
	fi
	row
}

program=fuzz
[ "$what" != coverage ] || program=replay
broken=0
case $what in
build | merge | coverage) ;;
*)
	echo '| harness | seconds | executions | a second | edges | features |' \
	    'inputs kept here | finds |'
	echo '|---|--:|--:|--:|--:|--:|--:|--:|'
	;;
esac
for name in "$@"; do
	mkdir -p "$build/corpus/$name" "$build/found/$name"
	ninja -C "$build" "tests/fuzz/${program}_$name" >/dev/null
	case $what in
	build) ;;
	merge)
		# Lines and branches, not how often each was passed: few inputs.
		fuzz "$name" -merge=1 -use_counters=0 "$here/corpus/$name" \
		    "$build/corpus/$name"
		echo "$name: $(count "$here/corpus/$name")"
		;;
	coverage) cover ;;
	*) run ;;
	esac
done
exit $broken
