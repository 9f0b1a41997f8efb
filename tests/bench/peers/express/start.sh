#!/bin/sh
cd "$OUT" && NODE_ENV=production exec node server.js
