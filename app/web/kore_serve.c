/*
 * Starting Kore: our own options become its configuration text, our own
 * listening socket its listener. Nothing of it is read from a file or an
 * environment.
 */
#include "web/kore_serve.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/log.h"
#include "web/app.h"
#include "web/kore_rim.h"
#include "web/kore_start.h"

enum {
	CONF_SIZE = 4096,
	/* What Kore lays in store per worker when it starts; its pools grow
	 * when more is wanted. */
	CONNECTIONS_START = 128,
	/* And in each of its pools: bytes, but never fewer elements. */
	POOL_START = 32 << 10,
	POOL_ELEMENTS_MIN = 16,
	DESCRIPTORS_MAX = RIM_CONNECTIONS_MAX + 256,
};

/* Kore's main, renamed by the build so that the program has its own. */
int kore_main(int argc, char *argv[]);

/* Kore's own way to make a pool, as the linker calls it. */
void __real_kore_pool_init(struct kore_pool *pool, const char *name,
    size_t len, size_t elements);

/* Kore reads its configuration from these in a single binary. */
extern u_int8_t asset_builtin_kore_conf[];
extern u_int32_t asset_len_builtin_kore_conf;
u_int8_t asset_builtin_kore_conf[CONF_SIZE];
u_int32_t asset_len_builtin_kore_conf;

const char *kore_version = KORE_RELEASE;

static const struct kore_serve *serve_now;

static const char common_conf[] =
    "root /\n"
    "worker_max_connections %d\n"
    "worker_rlimit_nofiles %d\n"
    "worker_accept_threshold 1\n"
    "worker_set_affinity 0\n"
    "worker_death_policy restart\n"
    "http_request_limit %d\n"
    "http_keepalive_time %d\n"
    "http_header_timeout %d\n"
    "http_body_timeout %d\n"
    "http_body_max %d\n"
    "http_hsts_enable 0\n"
    "http_server_version web\n"
    "seccomp_tracing no\n";

/* Kore would touch 3 MB for its small blocks alone, in every process. */
void
__wrap_kore_pool_init(struct kore_pool *pool, const char *name, size_t len,
    size_t elements)
{
	size_t enough = POOL_START / len;

	if (enough < POOL_ELEMENTS_MIN)
		enough = POOL_ELEMENTS_MIN;
	__real_kore_pool_init(pool, name, len,
	    elements < enough ? elements : enough);
}

static void
write_conf(const struct kore_serve *serve)
{
	BUF(conf, CONF_SIZE);

	buf_printf(&conf, common_conf, CONNECTIONS_START, DESCRIPTORS_MAX,
	    CONNECTIONS_START, RIM_IDLE_MS / 1000, RIM_HEAD_MS / 1000,
	    RIM_BODY_MS / 1000, GUARD_BODY_MAX);
	buf_printf(&conf, "workers %zu\npidfile %s/%s.pid\n", serve->workers,
	    serve->app->data, role_name(serve->app->role));
	if (serve->tls_cert != NULL)
		buf_printf(&conf, "tls_dhparam %s/dhparam.pem\n",
		    serve->app->data);
	buf_puts(&conf, "domain * {\nattach fourways\n");
	if (serve->tls_cert != NULL)
		buf_printf(&conf, "certfile %s\ncertkey %s\n", serve->tls_cert,
		    serve->tls_key);
	buf_puts(&conf, "route ^/ rim_request\n}\n");
	if (serve->redirect_fd != -1)
		buf_puts(&conf, "domain * {\nattach redirect\n"
		    "route ^/ rim_request\n}\n");
	if (conf.failed)
		log_fatal("serve.conf", "a path is too long");
	memcpy(asset_builtin_kore_conf, conf.data, conf.len);
	asset_len_builtin_kore_conf = (u_int32_t)conf.len;
}

static void
add_server(const char *name, bool tls, int fd, int family)
{
	struct kore_server *server = kore_server_create(name);
	struct listener *listener = kore_listener_create(server);

	server->tls = tls;
	listener->fd = fd;
	listener->family = family;
	listener->connect = kore_runtime_getcall("rim_connect");
	if (listener->connect == NULL)
		log_fatal("serve.start", "rim_connect is not exported");
}

/* Kore calls this before it reads its configuration: the servers it will
 * attach the domains to are made here, on our own sockets. */
void
kore_parent_configure(int argc, char **argv)
{
	const struct kore_serve *serve = serve_now;

	add_server("fourways", serve->tls_cert != NULL, serve->listen_fd,
	    serve->family);
	if (serve->redirect_fd != -1)
		add_server("redirect", false, serve->redirect_fd,
		    serve->redirect_family);
	write_conf(serve);
}

/* Kore removes its pid file when it ends, also when the process that took its
 * place has written its own there, or the folder is another user's. */
void
kore_parent_teardown(void)
{
	FILE *file = fopen(kore_pidfile, "re");
	char line[32];

	if (file == NULL)
		return;
	if (access(serve_now->app->data, W_OK) == -1 ||
	    (fgets(line, sizeof(line), file) != NULL &&
	    strtol(line, NULL, 10) != (long)getpid()))
		kore_pidfile[0] = '\0';
	(void)fclose(file);
}

/* A worker tries every descriptor up to the limit when it starts: a limit of
 * a million costs a tenth of a second. */
static void
lower_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1 ||
	    limit.rlim_cur <= DESCRIPTORS_MAX)
		return;
	limit.rlim_cur = 1024;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

int
kore_serve_run(const struct kore_serve *serve, int argc, char **argv)
{
	EVP_PKEY *key = NULL;

	if (serve->tls_key != NULL &&
	    (key = kore_tls_read_key(serve->tls_key)) == NULL) {
		log_error("tls.key", "cannot read %s", serve->tls_key);
		return EXIT_FAILURE;
	}
	/* Kore logs to standard output; ours is for the ready line alone. */
	if (dup2(STDERR_FILENO, STDOUT_FILENO) == -1)
		return EXIT_FAILURE;
	(void)setvbuf(stdout, NULL, _IOLBF, 0);
	lower_descriptors();
	(void)umask(077); /* Kore would let everybody read its pid file */
	kore_foreground = 1;
	kore_quiet = 1;
	skip_chroot = 1;
	skip_runas = 1;
	serve_now = serve;
	kore_start_module(serve, key);
	return kore_main(argc, argv);
}
