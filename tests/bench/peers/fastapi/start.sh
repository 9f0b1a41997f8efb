#!/bin/sh
cd "$OUT" && exec /usr/bin/python3 serve.py
