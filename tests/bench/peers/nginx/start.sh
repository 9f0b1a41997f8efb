#!/bin/sh
# The page as a file, kept open, with its gzip beside it.
cat >"$OUT/nginx.conf" <<CONF
daemon off;
worker_processes $WORKERS;
pid $OUT/nginx.pid;
error_log $OUT/error.log warn;
events { worker_connections 1024; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_timeout 65;
	keepalive_requests 100000000;
	default_type "text/html; charset=utf-8";
	gzip_static on;
	gzip_vary on;
	open_file_cache max=100 inactive=60s;
	open_file_cache_valid 60s;
	client_body_temp_path $OUT/tmp/body;
	proxy_temp_path $OUT/tmp/proxy;
	fastcgi_temp_path $OUT/tmp/fastcgi;
	uwsgi_temp_path $OUT/tmp/uwsgi;
	scgi_temp_path $OUT/tmp/scgi;
	server {
		listen 127.0.0.1:$PORT backlog=1024;
		root $STATIC/site;
		add_header Cache-Control "public, max-age=300";
	}
}
CONF
exec "$NGINX" -c "$OUT/nginx.conf" -p "$OUT"
