#!/bin/sh
# Installs the Debian packages of the named groups that are missing, and says
# which. With everything in place it costs one dpkg-query.
#
#   tests/check/install.sh build test
#
# Two of the packages, nginx and postgresql-15, bring a service, which is kept
# from starting.
set -eu
list=$(dirname "$0")/packages.txt

if ! command -v dpkg-query >/dev/null; then
	echo "fourways builds on Debian 12; no dpkg-query here, so install by hand what $list names" >&2
	exit 1
fi

# "package command" of each wanted line; "-" where no command will do.
wanted=$(for group; do
	awk -v group="$group" '!/^#/ && $2 == group { print $1, $3 == "" ? "-" : $3 }' "$list"
done)
if [ -z "$wanted" ]; then
	echo "install.sh: no package for \"$*\" in $list" >&2
	exit 64
fi

# shellcheck disable=SC2046 # names hold no spaces
present=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' \
	$(echo "$wanted" | cut -d' ' -f1) 2>/dev/null | sed -n 's/^.i *//p')

missing=$(echo "$wanted" | while read -r package instead; do
	if echo "$present" | grep -qxF -- "$package"; then continue; fi
	if [ "$instead" != - ] && command -v "$instead" >/dev/null; then continue; fi
	printf '%s ' "$package"
done)
[ -n "$missing" ] || exit 0

echo "Installing missing Debian packages: $missing"
as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "There is no sudo here. As root: apt-get update && apt-get install $missing" >&2
		exit 1
	fi
	as_root=sudo
fi
# Debian's packages ask this file, where there is one, before they start what
# they bring (invoke-rc.d(8)).
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
	$as_root chmod 755 $policy
	trap '$as_root rm -f $policy' EXIT
fi
$as_root apt-get -qq update
# shellcheck disable=SC2086 # a list of names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	--no-install-recommends $missing
