#!/bin/sh
# Any cargo from 0.66 on, and Debian's crates; nothing is fetched.
set -eu
command -v cargo >/dev/null || { echo 'there is no cargo here'; exit 1; }
[ -d /usr/share/cargo/registry ] ||
	{ echo 'needs the librust-*-dev packages of packages.txt'; exit 1; }
mkdir -p "$OUT/source/.cargo"
cp -r "$HERE/Cargo.toml" "$HERE/src" "$OUT/source/"
cat >"$OUT/source/.cargo/config.toml" <<CONFIG
[source.crates-io]
replace-with = "debian"
[source.debian]
directory = "/usr/share/cargo/registry"
[net]
offline = true
CONFIG
cd "$OUT/source"
CARGO_TARGET_DIR="$STATE/rust-target" cargo build --release --offline
cp "$STATE/rust-target/release/app" "$OUT/app"
