#!/usr/bin/env bash
# Everything about the code that needs no running program. Each step is quiet
# when it passes and says file:line when it does not; the last line counts. What
# keeps one processor busy runs beside what keeps all of them.
set -u
cd "$(dirname "$0")/../.." || exit 1
check=tests/check
kept=$(mktemp -d)
trap 'rm -rf "$kept"' EXIT

step() {
	local name=$1 began=$SECONDS report
	report=$(mktemp -p "$kept")
	shift
	if "$@" >"$report" 2>&1; then
		echo "ok - $name ($((SECONDS - began)) s)"
	else
		echo "not ok - $name"
		sed 's/^/    /' "$report" | head -n 100
	fi
}

shell_scripts() {
	# shellcheck disable=SC2046 # no name here holds a space
	shellcheck .ci/run $(find conf tests -name node_modules -prune -o -name '*.sh' -print)
}

python_compiles() {
	find tests -name node_modules -prune -o -name '*.py' -print0 |
		xargs -0 python3 -c 'import sys
for path in sys.argv[1:]:
    compile(open(path, encoding="utf-8").read(), path, "exec")'
}

# clang's own warnings, and what clang-tidy and the templates' sources need.
clang_build() {
	CC=clang-14 $check/compile.sh build-check all -Dwerror=true
}

clang_tidy() {
	find app -name '*.c' -print0 |
		xargs -0 -P "$(nproc)" -n 4 $check/tidy.sh build-check
}

gcc_analyzer() {
	$check/compile.sh build && python3 $check/analyze.py build
}

cppcheck_all() {
	cppcheck --quiet -j "$(nproc)" --std=c11 --library=posix --library=sqlite3 \
		--library=$check/cppcheck.cfg --suppressions-list=$check/cppcheck.suppress \
		--enable=warning,performance,portability --inline-suppr \
		--error-exitcode=1 -D_GNU_SOURCE -D__GNUC__=12 -Iapp app
}

one_processor() {
	step 'the checks themselves fail where they must' python3 $check/test_checks.py
	step 'layers' python3 $check/layers.py
	step 'sizes, widths, leftovers' python3 $check/style.py
	step 'each requirement has its test' python3 $check/requirements.py
	step 'each line of ASVS has its proof' python3 $check/asvs.py
	step 'contrast of colours' python3 $check/contrast.py
	step 'shell scripts' shell_scripts
	step 'Python compiles' python_compiles
	step 'format' python3 $check/format.py
	step 'fuzzing, one harness by turns' tests/fuzz/turn.sh build-fuzz
}

all_processors() {
	step 'cppcheck' cppcheck_all
	step 'clang 14 without a warning' clang_build
	step 'clang-tidy' clang_tidy
	step 'gcc -fanalyzer' gcc_analyzer
}

one_processor >"$kept/one" &
all_processors | tee "$kept/all"
wait $!
cat "$kept/one"

# A step that said nothing at all, for it was killed, did not pass either.
steps=14
passed=$(cat "$kept/one" "$kept/all" | grep -c '^ok - ')
echo "$passed passed, $((steps - passed)) failed"
[ "$passed" -eq $steps ]
