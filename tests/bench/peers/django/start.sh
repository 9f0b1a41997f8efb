#!/bin/sh
cd "$OUT" && exec /usr/bin/python3 -m gunicorn app:application \
	--bind "127.0.0.1:$PORT" --workers "$WORKERS" --worker-class gthread \
	--threads 2 --keep-alive 65 --worker-tmp-dir /dev/shm --log-level warning
