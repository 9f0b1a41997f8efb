#!/bin/sh
BATCH=1 exec "$OUT/app"
