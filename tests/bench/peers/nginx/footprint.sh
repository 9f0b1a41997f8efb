#!/bin/sh
echo "$NGINX"
