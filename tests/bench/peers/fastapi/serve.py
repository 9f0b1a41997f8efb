"""uvicorn with a socket of its own for each worker: with a shared one, one
worker takes all connections of a burst."""

import os
import signal
import socket

import uvicorn

workers = []


def work():
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listening.bind(("127.0.0.1", int(os.environ["PORT"])))
    listening.listen(1024)
    listening.setblocking(False)
    uvicorn.Server(uvicorn.Config(
        "app:app", loop="uvloop", http="httptools", access_log=False,
        log_level="warning", timeout_keep_alive=65)).run(sockets=[listening])


def stop(*_):
    for pid in workers:
        os.kill(pid, signal.SIGTERM)


for _ in range(int(os.environ["WORKERS"])):
    pid = os.fork()
    if pid == 0:
        work()
        os._exit(0)
    workers.append(pid)
signal.signal(signal.SIGTERM, stop)
for pid in workers:
    os.waitpid(pid, 0)
