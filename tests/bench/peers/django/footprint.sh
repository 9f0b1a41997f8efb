#!/bin/sh
echo "$OUT"
for package in python3.11-minimal libpython3.11-minimal libpython3.11-stdlib \
	libsqlite3-0 python3-django python3-asgiref python3-sqlparse \
	python3-tz gunicorn python3-gunicorn python3-markdown; do
	echo "pkg:$package"
done
