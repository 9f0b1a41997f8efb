#!/bin/sh
exec "$TOOLS/raw" "$PORT" "$WORKERS" "$STATIC"
