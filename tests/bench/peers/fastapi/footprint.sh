#!/bin/sh
echo "$OUT"
for package in python3.11-minimal libpython3.11-minimal libpython3.11-stdlib \
	libsqlite3-0 python3-fastapi python3-starlette python3-pydantic \
	python3-anyio python3-uvicorn python3-uvloop python3-httptools \
	python3-h11 python3-click python3-multipart python3-jinja2 \
	python3-markupsafe python3-markdown python3-typing-extensions \
	python3-sniffio python3-idna; do
	echo "pkg:$package"
done
