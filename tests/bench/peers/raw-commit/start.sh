#!/bin/sh
exec "$TOOLS/raw_commit" "$PORT" "$DB"
