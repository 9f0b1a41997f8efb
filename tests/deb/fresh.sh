# shellcheck shell=bash disable=SC2154 # place, transcript: see below
# A fresh Debian 12 to try things in. walk.sh and newcomer.sh read this file; by
# itself it does nothing. It goes by these:
#
#   $place         the folder of Debian; made, and removed in the end
#   $transcript    everything that is typed and comes out, with times
#
# $place.group, where there is one, names a group of processes to be removed.
#
# What is mounted or started lives in namespaces of this script alone, so it ends
# with the script, however that ends; and the folder is removed from outside,
# where nothing is ever mounted in it.

fresh_refuse() {
	echo "$0: $1" >&2
	exit "$2"
}

# The script again, as process 1 of its namespaces, with the words behind; the
# rest of it runs there alone. At once, or not at all: nothing is tidied up twice.
fresh_begin() {
	local child code=0
	if [ "${FRESH:-}" = begun ]; then
		exec 3>&1 4>&2 >>"$transcript" 2>&1
		set -E
		trap 'fail "line $LINENO: $BASH_COMMAND"' ERR
		return 0
	fi
	[ "$(id -u)" -eq 0 ] || fresh_refuse 'this needs root' 77
	[ ! -e "$place" ] || fresh_refuse "$place is there already" 64
	trap fresh_tidy EXIT
	mkdir -p "$place"
	: >"$transcript"
	FRESH=begun unshare --mount --pid --fork --kill-child --mount-proc \
		"$0" "$@" &
	child=$!
	trap 'fresh_end "$child"; exit 143' INT TERM HUP
	wait "$child" || code=$?
	exit "$code"
}

# Process 1 takes all others of its namespace with it, and unshare waits for it.
fresh_end() {
	local first
	read -r first <"/proc/$1/task/$1/children" || true
	kill -KILL "$first" || true
	wait "$1" || true
}

fresh_tidy() {
	rm -rf --one-file-system "$place" "$place.sources" "$place.log"
	if [ -e "$place.group" ]; then
		find "$(cat "$place.group")" -depth -type d -exec rmdir {} \;
		rm "$place.group"
	fi
}

fresh_now() {
	printf '%5d s' "$SECONDS"
}

# A part of the way: on the terminal too.
say() {
	printf '\n== %s: %s\n' "$(fresh_now)" "$*"
	printf '%s  %s\n' "$(fresh_now)" "$*" >&3
}

# A finding that is worth a line of its own.
note() {
	printf -- '-- %s\n' "$*"
	printf '         %s\n' "$*" >&3
}

fail() {
	printf 'not so: %s\n' "$*"
	sleep 0.2
	tail -n 30 "$transcript" >&4
	printf 'The whole of it is in %s\n' "$transcript" >&4
	exit 1
}

# What a command prints goes to the transcript; where it fails, all ends.
typed() {
	printf '[%s] # %s\n' "$(fresh_now)" "$*" >&2
}

fresh_chroot() {
	typed "$@"
	chroot "$place" env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root DEBIAN_FRONTEND=noninteractive "$@"
}

# Debian, as small as it comes but for the packages named ("a,b", or ""), from
# the mirrors of this machine; and no package there starts what it brings.
fresh_debian() {
	local mirror asked=(--variant=minbase)
	# shellcheck disable=SC2016 # apt-get fills these in
	apt-get indextargets --format '$(REPO_URI) $(RELEASE) main' \
		'Created-By: Packages' | grep ' bookworm' | sort -u >"$place.sources"
	mirror=$(sed -n 's/ bookworm main$//p' "$place.sources" | head -n 1)
	[ "$1" = '' ] || asked+=("--include=$1")
	typed debootstrap "${asked[@]}" bookworm "$mirror"
	debootstrap "${asked[@]}" bookworm "$place" "$mirror" \
		>"$place.log" || fail "debootstrap: $(tail -n 3 "$place.log")"
	sed 's/^/deb /' "$place.sources" >"$place/etc/apt/sources.list"
	echo fresh >"$place/etc/hostname"
	printf '127.0.0.1 localhost\n::1 localhost\n' >"$place/etc/hosts"
	printf '#!/bin/sh\nexit 101\n' >"$place/usr/sbin/policy-rc.d"
	chmod 755 "$place/usr/sbin/policy-rc.d"
	# Where a network has an authority of its own, its machines know it.
	mkdir -p "$place/usr/local/share/ca-certificates"
	find /usr/local/share/ca-certificates -name '*.crt' -exec \
		cp -t "$place/usr/local/share/ca-certificates" {} +
	fresh_mount
	fresh_chroot apt-get -qq update
}

# What a system wants of the kernel, and no more of this machine's devices than
# those that are nobody's.
fresh_mount() {
	local name
	mount -t proc proc "$place/proc"
	mount -t sysfs -o ro sysfs "$place/sys"
	mount -t tmpfs -o mode=755 tmpfs "$place/dev"
	mkdir "$place/dev/pts" "$place/dev/shm"
	for name in null zero full random urandom tty; do
		: >"$place/dev/$name"
		mount --bind "/dev/$name" "$place/dev/$name"
	done
	mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts \
		"$place/dev/pts"
	mount -t tmpfs -o mode=1777 tmpfs "$place/dev/shm"
	ln -s pts/ptmx "$place/dev/ptmx"
	ln -s /proc/self/fd "$place/dev/fd"
	for name in 0:stdin 1:stdout 2:stderr; do
		ln -s "/proc/self/fd/${name%:*}" "$place/dev/${name#*:}"
	done
}
