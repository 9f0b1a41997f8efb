# Short names for the things one does here; meson and ninja do the work.
# make run: the site with sample data. make test: every suite. See README.md.

BUILD ?= build
DATA ?= data
SECONDS ?= 60
CUTS ?= 100000
MINUTES ?= 3
ARGS ?=

check := tests/check

# A report of a sanitizer ends the program, so that no test overlooks it.
sanitizers = ASAN_OPTIONS=detect_stack_use_after_return=1:abort_on_error=1 \
	UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1:abort_on_error=1

.PHONY: help run build test asan coverage valgrind tsan check fuzz \
	fuzz-coverage faults postgres siege scan asvs proof clean \
	updates deb deb-walk deb-reproduce newcomer screenshots \
	bench bench-quick bench-desk bench-nodes bench-peers bench-profile \
	bench-programs

help:
	@echo 'make run     build and start the site with sample data'
	@echo 'make test    every test suite'
	@echo 'make build   the program, build/fourways'
	@echo 'make check   static analysis, format, layers'
	@echo 'make asan    the tests under AddressSanitizer and UBSan'
	@echo 'make coverage  which lines and branches the tests reach'
	@echo 'make valgrind  the in-process tests under memcheck'
	@echo 'make tsan    what has threads under ThreadSanitizer'
	@echo 'make fuzz SECONDS=60    every fuzzer for so long, as a table'
	@echo 'make fuzz-coverage      which lines their inputs reach'
	@echo 'make siege   TLS and slow clients in earnest; ten minutes'
	@echo 'make faults CUTS=100000    power cuts, broken disks, no memory'
	@echo 'make postgres  all that is tested on a PostgreSQL server'
	@echo 'make proof   all answers to the four questions, counted'
	@echo 'make deb     the Debian package, in build-deb/'
	@echo 'make deb-walk, deb-reproduce: it on a fresh Debian; it twice'
	@echo 'make screenshots  the pictures of README.md'
	@echo 'make newcomer  "make run", "make test" on a fresh Debian'
	@echo 'make scan MINUTES=3     scanners on the site, and on one full of holes'
	@echo 'make asvs    what OWASP ASVS asks, counted, and what is not met'
	@echo 'make updates what it is made of; whether security updates wait'
	@echo 'make bench   the four jobs, growth, connections; ten minutes'
	@echo 'make bench-quick, bench-desk, bench-nodes, bench-profile,'
	@echo '     bench-peers: see tests/bench/README.md'
	@echo 'make clean   removes what was built, keeps $(DATA)/'

run: build
	@exec $(BUILD)/fourways serve --demo --data $(DATA) $(ARGS)

build:
	@$(check)/install.sh build
	@$(check)/compile.sh $(BUILD) fourways

test:
	@$(check)/install.sh build test
	@tests/browser/install.sh
	@$(check)/compile.sh $(BUILD)
	@tests/run.sh $(BUILD)

asan:
	@$(check)/install.sh build test
	@tests/browser/install.sh
	@$(check)/compile.sh build-asan all -Db_sanitize=address,undefined \
		-Dc_args=-fno-sanitize-recover=all
	@$(sanitizers) tests/run.sh build-asan --no-suite browser --timeout-multiplier 3

coverage:
	@$(check)/install.sh build test coverage
	@tests/browser/install.sh
	@$(check)/compile.sh build-coverage all --buildtype=debug \
		-Db_coverage=true -Dc_args=-fprofile-update=atomic
	@$(check)/coverage.sh build-coverage

valgrind:
	@$(check)/install.sh build valgrind
	@$(check)/compile.sh $(BUILD)
	@$(check)/valgrind.sh $(BUILD) $(ARGS)

tsan:
	@$(check)/install.sh build test
	@$(check)/compile.sh build-tsan all -Db_sanitize=thread
	@TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:die_after_fork=0 \
		tests/run.sh build-tsan writes jobs

check:
	@$(check)/install.sh build check
	@$(check)/run.sh

fuzz:
	@$(check)/install.sh build check
	@tests/fuzz/run.sh $(SECONDS) build-fuzz

fuzz-coverage:
	@$(check)/install.sh build check coverage
	@tests/fuzz/run.sh coverage build-fuzz-coverage

siege:
	@$(check)/install.sh build test long
	@$(check)/compile.sh $(BUILD)
	@FAULTS=long tests/run.sh $(BUILD) --timeout-multiplier 3 \
		security_nginx security_tls security_slowloris

# CUTS, SEED, RUNS, TRIES and more: see the programs in tests/faults.
faults:
	@$(check)/install.sh build test
	@$(check)/compile.sh $(BUILD)
	@FAULTS=long CUTS=$(CUTS) tests/run.sh $(BUILD) --suite faults

postgres:
	@$(check)/install.sh build test
	@$(check)/compile.sh $(BUILD)
	@tests/run.sh $(BUILD) --suite postgres --suite postgres_long

proof: build
	@$(BUILD)/fourways proof

# Minutes each, the walk as root and with a mirror of Debian.
deb:
	@$(check)/install.sh build deb
	@rm -rf build-deb
	@conf/debian/build.sh build-deb

deb-walk: deb
	@$(check)/install.sh deb-walk
	@lintian -I --fail-on error,warning,info build-deb/fourways_*.changes
	@tests/deb/walk.sh build-deb/walk build-deb/fourways_*.deb

deb-reproduce:
	@$(check)/install.sh build deb
	@tests/deb/reproduce.sh build-deb/reproduce

screenshots: build
	@$(check)/install.sh test pictures
	@tests/browser/install.sh
	@tests/browser/screenshots.sh $(BUILD)/fourways

newcomer:
	@$(check)/install.sh deb-walk
	@tests/deb/newcomer.sh build-newcomer

scan: build
	@$(check)/install.sh test scan
	@tests/browser/install.sh ../security
	@tests/security/scan.py $(BUILD)/fourways $(MINUTES)

asvs:
	@$(check)/asvs.py

updates: build
	@$(check)/install.sh updates
	@tests/security/packages.py $(BUILD)/fourways --today

bench-programs:
	@$(check)/install.sh build bench
	@$(check)/compile.sh build-release fourways --buildtype=release
	@$(check)/compile.sh build-release bench-programs

bench: bench-programs
	@tests/bench/bench.py build-release/fourways

bench-quick: bench-programs
	@tests/bench/bench.py build-release/fourways --quick

bench-desk: bench-programs
	@tests/bench/bench_desk.py build-release/fourways

bench-profile: bench-programs
	@$(check)/install.sh profile
	@tests/bench/profile.py build-release/fourways

bench-nodes: bench-programs
	@$(check)/install.sh test
	@tests/bench/bench_nodes.py build-release/fourways

# What can be installed and built here is; peers.py says what could not.
bench-peers: bench-programs
	@$(check)/install.sh peers || echo 'some peers will be missing'
	@tests/bench/peers.py setup
	@tests/bench/peers.py check
	@tests/bench/peers.py run $(ARGS)

clean:
	rm -rf build build-asan build-fuzz build-fuzz-coverage build-check \
		build-release build-bench build-coverage build-tsan build-deb \
		build-newcomer
