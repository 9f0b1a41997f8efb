# The nginx.conf of a replica, made from that of the site with yours filled in:
#
#   sed -f nginx-replica.sed /etc/nginx/nginx.conf >replica.conf
#
# A replica is nginx on another machine, under the same name and certificate.
# It keeps copies of the public pages for as long as each page allows, shows
# them while the first machine is away, and passes on everything else: times
# to book, forms, bookings. It holds no data; the desk is not there.
#
# The first machine has to believe it when it says who visits: see
# set_real_ip_from in nginx.conf. DEPLOY.md has the whole way.

/upstream fourways_public {/,/}/ {
	# YOURS: the address of the first machine
	s|server .*;.*|server 192.0.2.10:443;|
}
s|proxy_pass http://fourways_public;|proxy_pass https://fourways_public;|
s|proxy_pass http://fourways_admin;|return 404;|

# It is the site's own nginx over there, or nobody.
/proxy_next_upstream off;/ a\
	proxy_ssl_server_name on;\
	proxy_ssl_name $server_name;\
	proxy_ssl_verify on;\
	proxy_ssl_trusted_certificate /etc/ssl/certs/ca-certificates.crt;\
	proxy_ssl_protocols TLSv1.2 TLSv1.3;\
	# It says this by itself, and so do we.\
	proxy_hide_header Strict-Transport-Security;

# In place of the second for which nginx.conf keeps a copy.
/# What the program itself allows to be kept/,/# is kept for a month/ c\
	# What the site allows to be kept (Cache-Control: public) is fresh for as\
	# long as it says, and asked for again by its tag; a month old it may be\
	# shown only while the first machine is away.
s|proxy_cache_valid 200 1s;|proxy_cache_revalidate on;|
s|proxy_ignore_headers Cache-Control Expires Vary;|proxy_ignore_headers Vary;|
s|proxy_cache_use_stale error timeout updating;|proxy_cache_use_stale error timeout http_502 http_503 http_504;|
