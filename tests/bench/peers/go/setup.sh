#!/bin/sh
# Debian's Go and its two libraries; nothing is fetched.
set -eu
go=/usr/lib/go-1.19/bin/go
[ -x "$go" ] || { echo 'needs the package golang-1.19-go'; exit 1; }
mkdir -p "$OUT"
cd "$HERE"
GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS='' GOCACHE="$STATE/gocache" \
	CGO_ENABLED=1 "$go" build -tags libsqlite3 -ldflags="-s -w" -o "$OUT/app" \
	main.go batch.go templates.go
