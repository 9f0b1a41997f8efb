#!/bin/sh
# Sets up a peer written for Node.js: its files and packages in $OUT, and
# better-sqlite3's native part, built once for all of them.
set -eu
command -v node >/dev/null || { echo 'there is no node here'; exit 1; }
mkdir -p "$OUT"
cp -r "$HERE/package.json" "$HERE/server.js" "$HERE/views" "$OUT/"
cd "$OUT"
npm install --no-audit --no-fund --omit=dev --ignore-scripts --loglevel=error
native=$STATE/better_sqlite3.node
module=node_modules/better-sqlite3
if [ ! -f "$native" ]; then
	(cd "$module" && { npx --no-install prebuild-install 2>/dev/null ||
		npm run build-release --loglevel=error; })
	cp "$module/build/Release/better_sqlite3.node" "$native"
fi
mkdir -p "$module/build/Release"
cp "$native" "$module/build/Release/better_sqlite3.node"
