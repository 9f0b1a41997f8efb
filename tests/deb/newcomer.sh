#!/usr/bin/env bash
# Somebody new on a fresh Debian 12, with make, git and nothing else: clones the
# project, types "make run", reads the first page, types "make test". Says how
# long each took, and what "make test" said last. What is tried is what was
# committed, not what lies changed beside it.
#
#   newcomer.sh FOLDER     as root, with mirrors of Debian and npm; half an hour
#
# FOLDER/transcript has everything; Debian itself is removed in the end.
set -eu
umask 022
mkdir -p "$1"
folder=$(cd "$1" && pwd)
tree=$(cd "$(dirname "$0")/../.." && pwd)
place=$folder/debian
transcript=$folder/transcript
# shellcheck source=tests/deb/fresh.sh
. "$tree/tests/deb/fresh.sh"
fresh_begin "$@"

# Its ports, where others of this machine have them already.
free_port() {
	python3 -c 'import socket, sys
with socket.socket() as probe:
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
    except OSError:
        probe.bind(("127.0.0.1", 0))
    print(probe.getsockname()[1])' "$1"
}

# "make run" until the page is there, and stopped as by Ctrl-C.
run_and_read() {
	local began=$SECONDS pid page=http://127.0.0.1:$port/
	typed make run "$args"
	# chroot becomes env and that make, so the number is make's.
	chroot "$place" env -i PATH=/usr/sbin:/usr/bin HOME=/root \
		make -C /srv/fourways run ARGS="$args" &
	pid=$!
	until curl -sf --max-time 5 -o "$place/tmp/page" "$page"; do
		kill -0 "$pid" || fail 'make run ended'
		[ $((SECONDS - began)) -lt 1200 ] || fail 'no page in 20 minutes'
		sleep 0.2
	done
	grep -q '<h1' "$place/tmp/page" || fail 'the page has no heading'
	note "make run: the first page came after $((SECONDS - began)) s$1"
	kill "$pid"
	wait "$pid" || true
}

say 'a fresh Debian 12'
fresh_debian ''
# A root is a mount, as on a machine: tests with mounts of their own want that.
mount --rbind "$place" "$place"
fresh_chroot apt-get install -y -qq --no-install-recommends make git
note "$(fresh_chroot dpkg-query -W | wc -l) packages, of them make and git"

say 'git clone'
git clone -q --bare "$tree" "$place/srv/origin"
fresh_chroot git clone -q /srv/origin /srv/fourways
note "$(fresh_chroot git -C /srv/fourways log -1 --format='%h %s')"

port=$(free_port 8080)
args="--listen 127.0.0.1:$port --admin-listen 127.0.0.1:$(free_port 8081)"
say 'make run'
run_and_read ', with all that had to be installed and built'
run_and_read ' the second time'

say 'make test'
began=$SECONDS
code=0
fresh_chroot make -C /srv/fourways test >"$folder/test.log" 2>&1 || code=$?
cat "$folder/test.log"
note "make test: $(grep -v '^make' "$folder/test.log" | tail -n 1)" \
	"($((SECONDS - began)) s)"
[ "$code" -eq 0 ] || fail "make test ended with $code"
say 'done'
