#!/bin/sh
# The npm packages of the browser tests, or of another folder of tests, as its
# lock file names them; only when that has changed. No package's own script is
# run.
#
#   tests/browser/install.sh [../security]
set -eu
cd "$(dirname "$0")/${1:-.}"
if cmp -s package-lock.json node_modules/.installed; then exit 0; fi
echo "Installing the npm packages of $(basename "$PWD") tests"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
cp package-lock.json node_modules/.installed
