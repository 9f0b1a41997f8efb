#!/bin/sh
exec "$COMMON/node.sh"
