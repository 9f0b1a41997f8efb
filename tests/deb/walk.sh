#!/usr/bin/env bash
# The package on a fresh Debian 12: installs it into a root made for that and
# goes the whole way there by hand, for there is no systemd in it: set up, three
# roles as their users, a visitor by curl, the desk's commands, a backup, all
# wiped and restored, an update that fails and one that does not, a purge.
# Prints what it does; the first thing that is not as it must be ends it.
#
#   walk.sh FOLDER PACKAGE.deb      as root; FOLDER is made and removed
set -eu
umask 022
folder=$1
package=$2
root=$folder/root
data=/var/lib/fourways
desk=127.0.0.1:${DESK_PORT:-18981}
secret='a quiet harbour in november'
person='Ada Example'
began=$SECONDS
pids=
steps=0

say() {
	printf '\n== %s (%d s)\n' "$*" $((SECONDS - began))
	steps=$((steps + 1))
}

fail() {
	echo "not so: $*" >&2
	tail -n 20 "$folder"/*.log >&2
	exit 1
}

# In the root, as it would be typed there.
inside() {
	printf '# %s\n' "$*"
	chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
		DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"
}

stop_roles() {
	local pid
	for pid in $pids; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" || true
	done
	pids=
}

clean() {
	stop_roles
	rm -rf "$folder"
}

# Each as its user, in the group and with no other right; chroot becomes the
# program, so its number is ours to end.
start_role() {
	local role=$1 try
	shift
	echo "# as fourways-$role: fourways serve --role $role $*"
	chroot --userspec="fourways-$role:fourways" --groups= "$root" \
		env -i PATH=/usr/bin:/bin /usr/bin/fourways serve \
		--role "$role" --data $data --conf /etc/fourways "$@" \
		>"$folder/$role.ready" 2>>"$folder/$role.log" &
	pids="$pids $!"
	for try in $(seq 100); do
		! grep '^ready' "$folder/$role.ready" || return 0
		sleep 0.1
	done
	fail "$role is not ready after $try tenths of a second"
}

start_roles() {
	start_role public --listen unix:/run/fourways/public.sock
	start_role admin --admin-listen "$desk"
	start_role courier
}

# A visitor, as the web server in front passes one on.
visit() {
	local path=$1
	shift
	curl -sS --fail-with-body --unix-socket \
		"$root/run/fourways/public.sock" -H 'X-Real-IP: 192.0.2.7' \
		-H 'Origin: http://localhost' "$@" "http://localhost$path"
}

expect() {
	grep -qF -- "$1" "$2" || fail "\"$1\" is not in what came: $(head -c 400 "$2")"
	echo "seen: $1"
}

value_of() {
	sed -nE "s/.*name=\"$1\" value=\"([^\"]*)\".*/\1/p" "$2" | head -n 1
}

leads() {
	inside fourways lead list --data $data --email owner@example.org \
		--passphrase-file /tmp/secret >"$folder/leads"
	cat "$folder/leads"
	expect "$person" "$folder/leads"
}

# office.db as an older program left it; what stands in the way of the step
# that is to come makes it fail.
older() {
	python3 - "$root$data/office.db" "$1" <<-'END'
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
		"$root$data/office.db"
}

[ ! -e "$folder" ] || { echo "walk.sh: $folder is there already" >&2; exit 64; }
mkdir -p "$folder"
trap clean EXIT

say 'a fresh Debian 12'
# shellcheck disable=SC2016 # apt-get fills these in
apt-get indextargets --format '$(REPO_URI) $(RELEASE) main' \
	'Created-By: Packages' | grep ' bookworm' | sort -u >"$folder/sources"
debootstrap --variant=minbase bookworm "$root" \
	"$(sed -n 's/ bookworm main$//p' "$folder/sources")" \
	>"$folder/debootstrap.log"
sed 's/^/deb /' "$folder/sources" >"$root/etc/apt/sources.list"
cat "$root/etc/apt/sources.list"
inside apt-get -qq update

say 'the package'
fresh=$SECONDS
cp "$package" "$root/tmp/fourways.deb"
inside apt-get install -y -qq --no-install-recommends /tmp/fourways.deb \
	>"$folder/install.log" 2>&1
sed -n '/Fourways is installed/,/Then:/p' "$folder/install.log"
expect 'systemctl restart fourways.target' "$folder/install.log"

say 'set up'
echo "$secret" >"$root/tmp/secret"
chmod 600 "$root/tmp/secret"
inside fourways init --data $data --email owner@example.org \
	--passphrase-file /tmp/secret --recovery-file /tmp/recovery
inside ls -l $data $data/keys

say 'three roles as their users'
start_roles
echo "from the package to a site that answers: $((SECONDS - fresh)) s"

say 'a visitor: read, answer, decide, book'
visit /guides/how-to-choose >"$folder/page"
expect '<h1' "$folder/page"
to=$(visit '/assessment?team=js&hard=data&life=grow&lang=poly' -o /dev/null \
	-w '%{redirect_url}')
echo "answered: $to"
visit "${to#http://localhost}" >"$folder/page"
expect '/book?' "$folder/page"
visit "/book?tz=Europe/Berlin&result=js-data-grow-poly" >"$folder/page"
nonce=$(value_of nonce "$folder/page")
slot=$(value_of slot "$folder/page")
sleep 4
to=$(visit /book -o "$folder/answer" -w '%{http_code} %{redirect_url}' \
	--data-urlencode "nonce=$nonce" --data-urlencode "slot=$slot" \
	--data-urlencode "name=$person" --data-urlencode tz=Europe/Berlin \
	--data-urlencode email=ada@example.org --data-urlencode consent=yes \
	--data-urlencode 'message=Two services or one?')
[ "${to%% *}" = 303 ] || fail "the booking was answered $to"
booking=${to#*localhost}
visit "$booking" >"$folder/page"
expect "$person" "$folder/page"
curl -sS "http://$desk/admin/login" >"$folder/page"
expect 'name="password"' "$folder/page"

say 'the desk opens what came'
leads

say 'check, by root and by each role, and a backup while it runs'
inside fourways check --data $data --conf /etc/fourways
for role in public admin courier; do
	inside chroot --userspec="fourways-$role:fourways" --groups= / \
		/usr/bin/fourways check --data $data --conf /etc/fourways \
		>"$folder/check" || fail "to $role: $(cat "$folder/check")"
	expect "closed to fourways-$role, as it should be" "$folder/check"
done
inside chroot --userspec=fourways-admin:fourways --groups= / \
	/usr/bin/fourways backup /var/backups/fourways --data $data
backup=$(chroot "$root" sh -c 'ls /var/backups/fourways/*.backup')

say 'all is lost, and restored'
stop_roles
inside find $data -mindepth 1 -delete
inside fourways restore "$backup" --data $data
start_roles
leads
visit "$booking" >"$folder/page"
expect "$person" "$folder/page"

say 'an update that cannot be done leaves the site at work'
older bad
if inside dpkg -i /tmp/fourways.deb >"$folder/update.log" 2>&1; then
	fail 'the update was taken for done'
fi
expect 'install its package again' "$folder/update.log"
visit "$booking" >"$folder/page"
expect "$person" "$folder/page"
[ "$(version)" = 7 ] || fail 'office.db was changed'
inside ls $data

say 'one that can be done keeps everything'
stop_roles
older good
inside dpkg -i /tmp/fourways.deb
[ "$(version)" = 8 ] || fail 'office.db was not changed'
inside ls $data/office.db.before-8
start_roles
leads

say 'removed and purged: what visitors wrote stays'
stop_roles
inside dpkg --purge fourways
inside ls $data/intake.db
[ ! -e "$root/etc/fourways" ] || fail 'the settings are left'

printf '\n%d steps, %d s\n' "$steps" $((SECONDS - began))
