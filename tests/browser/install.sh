#!/bin/sh
# The npm packages of the browser tests, as the lock file names them; only
# when that has changed. No package's own script is run.
set -eu
cd "$(dirname "$0")"
if cmp -s package-lock.json node_modules/.installed; then exit 0; fi
echo "Installing the browser tests' npm packages"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
cp package-lock.json node_modules/.installed
