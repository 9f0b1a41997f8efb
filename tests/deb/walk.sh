#!/usr/bin/env bash
# The package on a fresh Debian 12 as an owner meets it, from "apt install" to
# "apt purge": Debian's systemd starts the units as they are, Debian's nginx
# with conf/nginx.conf stands in front with TLS, curl is the visitor and the
# owner. On the way the process of the pages is killed, the machine restarted,
# all data lost and restored; of two updates one fails. What is not as it must be ends it.
#
#   walk.sh FOLDER PACKAGE.deb      as root, with a mirror of Debian; minutes
#
# FOLDER/transcript has everything; Debian itself is removed in the end. Its
# systemd runs in namespaces of its own, whose ports are free and which reach
# nobody.
set -eu
umask 022
mkdir -p "$1"
folder=$(cd "$1" && pwd)
package=$2
place=$folder/debian
transcript=$folder/transcript
# shellcheck source=tests/deb/fresh.sh
. "$(dirname "$0")/fresh.sh"
fresh_begin "$@"

data=/var/lib/fourways
secret='a quiet harbour in november'
person='Ada Example'
words='Two services or one?'
leader= # of that machine: process 1
holder= # its parent here

# ---- the machine ----

# Process 1 of namespaces of its own, which becomes Debian's systemd.
become_machine() {
	ip link set lo up
	mount --bind "$place" "$place"
	fresh_mount
	mount -t tmpfs -o mode=755 tmpfs "$place/run"
	mount -t cgroup2 cgroup2 "$place/sys/fs/cgroup"
	cd "$place"
	mkdir run/before
	pivot_root . run/before
	exec chroot . /bin/sh -c 'umount -l /run/before && rmdir /run/before &&
		exec env -i container=walk PATH=/usr/sbin:/usr/bin \
			/lib/systemd/systemd </dev/null >/dev/null 2>&1'
}
export -f become_machine fresh_mount

machine_on() {
	local group try
	group=$(cat "$place.group")/machine
	mkdir -p "$group"
	(
		echo 0 >"$group/cgroup.procs"
		exec env place="$place" unshare --cgroup --net --uts --ipc \
			--mount --pid --fork --kill-child bash -c become_machine
	) &
	holder=$!
	for try in $(seq 300); do
		read -r leader <"/proc/$holder/task/$holder/children" || true
		case $(state) in
		running) break ;;
		degraded) fail "$(machine systemctl --failed --plain --no-legend)" ;;
		esac
		kill -0 "$holder" || fail 'the machine did not start'
		sleep 0.1
	done
	[ "$(state)" = running ] ||
		fail "the machine is $(state) after $try tenths of a second"
}

# In a condition always, so that a machine that is not there yet is no fault.
state() {
	nsenter --target "$leader" --all -- /usr/bin/env -i PATH=/usr/bin \
		systemctl is-system-running 2>/dev/null || true
}

# As if somebody pulled the plug.
machine_off() {
	kill -KILL "$leader"
	wait "$holder" || true
}

machine() {
	nsenter --target "$leader" --all -- /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 \
		PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"
}

# As it is typed there.
inside() {
	typed "$@"
	machine "$@"
}

edit() {
	typed editor "$1: $2"
	sed -i -E "$2" "$place$1"
}

# What "systemctl edit" writes.
override() {
	local folder=/etc/systemd/system/$1.d
	typed systemctl edit "$1: ExecStart=$2"
	machine mkdir -p "$folder"
	printf '[Service]\nExecStart=\nExecStart=%s\n' "$(xargs <<<"$2")" \
		>"$place$folder/override.conf"
	machine systemctl daemon-reload
}

# ---- visitor and owner ----

# curl in that machine's network, by https and with the certificate checked.
web() {
	local url=$1
	shift
	nsenter --target "$leader" --net -- curl -sS --fail-with-body \
		--max-time 30 --cacert "$folder/certificate" \
		--resolve '*:443:127.0.0.1' --resolve '*:80:127.0.0.1' \
		-H "Origin: $(cut -d/ -f1-3 <<<"$url")" "$url" "$@"
}

# A page of the site, or of the desk with the session that is kept there.
page() {
	typed curl "https://example.org$1"
	web "https://example.org$1" -D "$folder/head" -o "$folder/page" \
		--cookie-jar "$folder/no-cookie" "${@:2}"
	! grep -i '^set-cookie' "$folder/head" || fail 'a visitor got a cookie'
}

desk() {
	typed curl "https://desk.example.org$1"
	web "https://desk.example.org$1" -D "$folder/head" -o "$folder/page" \
		--cookie "$folder/session" --cookie-jar "$folder/session" "${@:2}"
}

expect() {
	grep -qF -- "$1" "${2:-$folder/page}" ||
		fail "\"$1\" is not in what came: $(head -c 400 "${2:-$folder/page}")"
	echo "seen: $1"
}

value_of() {
	sed -nE "s/.*name=\"$1\" value=\"([^\"]*)\".*/\1/p" "$folder/page" |
		head -n 1
}

location() {
	sed -nE 's/^location: ([^\r]*)\r?$/\1/Ip' "$folder/head"
}

sign_in() {
	rm -f "$folder/session"
	desk /admin/login
	desk /admin/login --data-urlencode email=owner@example.org \
		--data-urlencode "password=$secret"
	[ "$(location)" = /admin ] || fail "signing in led to $(location)"
}

# The owner finds the lead on the desk, and the visitor the call by the link.
both_read() {
	local lead
	sign_in
	desk /admin/leads
	lead=$(grep -oE '/admin/leads/[0-9]+' "$folder/page" | head -n 1)
	desk "$lead"
	expect "$person"
	expect "$words"
	page "$booking"
	expect "$person"
}

# ---- what is looked at ----

# By the process table: what the unit asks for is so.
roles_are_closed() {
	local role pid
	for role in public admin courier; do
		inside systemctl is-active "fourways-$role.service"
		pid=$(machine systemctl show -P MainPID "fourways-$role.service")
		machine grep -E '^(Uid|NoNewPrivs|Seccomp|CapBnd):' "/proc/$pid/status" \
			>"$folder/status"
		cat "$folder/status"
		expect $'Uid:\t'"$(machine id -u "fourways-$role")" "$folder/status"
		expect $'NoNewPrivs:\t1' "$folder/status"
		expect $'Seccomp:\t2' "$folder/status"
		expect $'CapBnd:\t0000000000000000' "$folder/status"
	done
}

# Of 10, as systemd reckons it: what meets visitors first, then the rest.
exposure() {
	local unit seen most=1.0
	for unit in public admin courier migrate backup; do
		typed systemd-analyze security "fourways-$unit.service"
		seen=$(machine systemd-analyze security --no-pager \
			"fourways-$unit.service" | sed -n \
			's/^.*exposure level for [^:]*: \([0-9.]*\).*/\1/p')
		awk "BEGIN { exit !($seen <= $most) }" ||
			fail "$unit has $seen, more than $most"
		printf '%s %s  ' "$unit" "$seen"
		most=1.5
	done
}

# office.db as an older program left it; what stands in the way of the step
# that is to come makes it fail.
older() {
	python3 - "$place$data/office.db" "$1" <<-'END'
	import sqlite3
	import sys
	database = sqlite3.connect(sys.argv[1])
	if sys.argv[2] == "good":
	    database.execute("DROP INDEX audit_event_subject")
	database.execute("PRAGMA user_version = 7")
	database.commit()
	database.close()
	END
}

version() {
	python3 -c 'import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("PRAGMA user_version").fetchone()[0])' \
		"$place$data/office.db"
}

# The same program as a package of its own number.
package_of() {
	dpkg-deb -R "$package" "$folder/tree"
	sed -i "s/^Version: .*/Version: $1/" "$folder/tree/DEBIAN/control"
	dpkg-deb --root-owner-group -b "$folder/tree" "$place/srv/fourways_$1.deb"
	rm -r "$folder/tree"
}

# Readers, until the file is gone; each answer's code and when it came. Of pages
# that nginx may show a copy of, and of one that is somebody's own.
readers() {
	while [ -e "$folder/reading" ]; do
		web https://example.org/guides -o /dev/null -w '%{http_code}\n' \
			>>"$folder/codes" || true
		printf '%(%s)T ' >>"$folder/own"
		web "https://example.org$booking" -o /dev/null \
			-w '%{http_code}\n' >>"$folder/own" || true
		sleep 0.1
	done 2>/dev/null
}

# The seconds in which a page of one's own was not to be had.
seconds_away() {
	awk '$2 != 200 { if (!from) from = $1; last = $1 }
		END { print from ? last - from + 1 : 0 }' "$folder/own"
}

# ---- the way ----

say 'a fresh Debian 12'
fresh_debian systemd,systemd-sysv
cp "$package" "$place/srv/fourways.deb"
package_of 0.1.0-2
fresh_chroot apt-get install -y -qq --download-only /srv/fourways.deb age
rm "$place/usr/sbin/policy-rc.d"
mktemp -d "$(findmnt -rnf -t cgroup2 -o TARGET)/fourways-XXXXXX" >"$place.group"
machine_on
note "$(machine systemctl --version | head -n 1), $(machine systemctl is-system-running)"

say 'apt install ./fourways.deb'
installed=$SECONDS
inside apt-get install -y -qq /srv/fourways.deb age
expect 'systemctl restart fourways.target' "$transcript"
inside systemctl list-timers --no-pager fourways-backup.timer
inside systemctl is-active nginx

say 'set up: fourways init, site.yaml, fourways.target'
echo "$secret" >"$place/srv/secret"
chmod 600 "$place/srv/secret"
inside fourways init --data $data --email owner@example.org \
	--passphrase-file /srv/secret --recovery-file /srv/recovery
inside ls -l $data $data/keys
edit /etc/fourways/site.yaml 's|^(base_url:).*|\1 "https://example.org"|
	s|^(desk_url:).*|\1 "https://desk.example.org"|'
inside fourways check --data $data --conf /etc/fourways
inside systemctl restart fourways.target
roles_are_closed
exposure >"$folder/exposure"
note "systemd-analyze security: $(cat "$folder/exposure")"

say "nginx with conf/nginx.conf and TLS"
inside mkdir -p /etc/nginx/fourways /etc/letsencrypt/live/example.org
inside cp /usr/share/doc/fourways/examples/nginx.conf /etc/nginx/nginx.conf
machine sh -c 'cp /usr/share/doc/fourways/examples/nginx-*.html /etc/nginx/fourways'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
	-subj /CN=example.org -addext \
	'subjectAltName=DNS:example.org,DNS:desk.example.org' \
	-keyout "$place/etc/letsencrypt/live/example.org/privkey.pem" \
	-out "$folder/certificate"
cp "$folder/certificate" "$place/etc/letsencrypt/live/example.org/fullchain.pem"
edit /etc/nginx/nginx.conf \
	's|server 127.0.0.1:8080;|server unix:/run/fourways/public.sock;|
	s|server 127.0.0.1:8081;|server unix:/run/fourways-admin/admin.sock;|'
override fourways-admin.service "/usr/bin/fourways serve --role admin \
	--data $data --conf /etc/fourways \
	--admin-listen unix:/run/fourways-admin/admin.sock"
inside systemctl restart fourways-admin.service
inside nginx -t
inside systemctl reload nginx
sleep 1
page /
note "from apt install to the first page by https: $((SECONDS - installed)) s"
[ "$(web http://example.org/guides?x=1 -o /dev/null -w '%{http_code} %{redirect_url}')" = \
	'301 https://example.org/guides?x=1' ] || fail 'port 80 leads elsewhere'
echo 'seen: 301 to https'

say 'a visitor by https: a guide, four questions, the result, a call'
page /guides/how-to-choose
expect '<h1'
page '/assessment?team=js&hard=data&life=grow&lang=poly'
page "$(location)"
expect '/book?'
page '/book?tz=Europe/Berlin&result=js-data-grow-poly'
nonce=$(value_of nonce)
slot=$(value_of slot)
sleep 4
page /book --data-urlencode "nonce=$nonce" --data-urlencode "slot=$slot" \
	--data-urlencode "name=$person" --data-urlencode tz=Europe/Berlin \
	--data-urlencode email=ada@example.org --data-urlencode consent=yes \
	--data-urlencode "message=$words"
booking=$(location)
page "$booking"
expect "$person"

say 'the owner by https: signs in on the desk and reads it'
both_read
expect 'strict-transport-security' "$folder/head"
inside fourways lead list --data $data --email owner@example.org \
	--passphrase-file /srv/secret

say 'check, by each role'
for role in public admin courier; do
	inside chroot --userspec="fourways-$role:fourways" --groups= / \
		/usr/bin/fourways check --data $data --conf /etc/fourways \
		>"$folder/check" || fail "to $role: $(cat "$folder/check")"
	expect "closed to fourways-$role, as it should be" "$folder/check"
done

say 'the process of the pages is killed'
page /guides
began=$SECONDS
inside systemctl kill --signal=KILL fourways-public.service
sleep 0.5
page /guides
note 'nginx shows its copy meanwhile'
until web "https://example.org$booking" -o "$folder/page" 2>/dev/null; do
	[ $((SECONDS - began)) -lt 30 ] || fail 'the pages did not come back'
	sleep 0.2
done
note "the pages themselves were back after $((SECONDS - began)) s"

say 'the machine is switched off and on'
machine_off
machine_on
both_read

say 'the nightly backup, and one that is encrypted'
inside systemctl start fourways-backup.service
inside age-keygen -o /srv/key
override fourways-backup.service "/usr/bin/fourways backup \
	/var/backups/fourways --data $data \
	--recipient $(machine age-keygen -y /srv/key)"
sleep 1
inside systemctl start fourways-backup.service
inside find /var/backups/fourways -ls
encrypted=$(machine find /var/backups/fourways -name '*.age')

say 'all data are lost, and restored from that'
inside systemctl stop fourways.target
inside find $data -mindepth 1 -delete
inside age -d -i /srv/key -o /srv/backup "$encrypted"
inside fourways restore /srv/backup --data $data
inside systemctl start fourways.target
both_read

say 'an update that cannot be done leaves the site at work'
older bad
if inside apt-get install -y -qq /srv/fourways_0.1.0-2.deb >"$folder/update" 2>&1; then
	fail 'the update was taken for done'
fi
cat "$folder/update"
expect 'install its package again' "$folder/update"
[ "$(version)" = 7 ] || fail 'office.db was changed'
page "$booking"
expect "$person"
roles_are_closed
note 'the databases are as they were, the site answers, apt says what to do'

say 'one that can be done keeps everything, and readers notice nothing'
older good
page /guides
: >"$folder/reading"
readers &
reading=$!
sleep 1
inside apt-get install -y -qq /srv/fourways_0.1.0-2.deb
sleep 2
rm "$folder/reading"
wait "$reading"
note "answers meanwhile: $(sort "$folder/codes" | uniq -c | xargs)"
note "a page that nginx keeps no copy of was away for $(seconds_away) s"
! grep -v '^200$' "$folder/codes" || fail 'readers noticed'
[ "$(version)" = 8 ] || fail 'office.db was not changed'
[ "$(machine dpkg-query -W fourways)" = $'fourways\t0.1.0-2' ] ||
	fail 'it is another version'
inside ls -l $data/office.db.before-8
both_read

say 'purged: what visitors wrote stays, and is there when it is installed again'
inside apt-get purge -y -qq fourways
expect "$data is kept; to remove it: rm -r $data" "$transcript"
[ ! -e "$place/etc/fourways" ] || fail 'the settings are left'
inside apt-get install -y -qq /srv/fourways.deb
inside fourways lead list --data $data --email owner@example.org \
	--passphrase-file /srv/secret >"$folder/leads"
expect "$person" "$folder/leads"

say 'purged with the answer yes: nothing is left'
echo 'fourways fourways/remove_data boolean true' |
	inside debconf-set-selections
inside apt-get purge -y -qq fourways
for left in "$data" /var/backups/fourways /etc/fourways; do
	[ ! -e "$place$left" ] || fail "$left is left"
done
! inside getent passwd fourways-admin || fail 'a user is left'

machine journalctl -q -p warning --no-pager -o short-precise
machine_off
rm -f "$folder"/{head,page,session,no-cookie,status,exposure,codes,own,update,leads,certificate}
say 'done'
