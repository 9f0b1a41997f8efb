"""Several machines that serve one site: servers with data folders of their
own, whose database is the same."""

import os
import shutil
import tempfile

from client import Client
from server import Server


def another(first, options=(), workers=2):
    """A second machine: its folder has what the first one's has to be given,
    the keys and the name of the database."""
    folder = tempfile.mkdtemp(prefix="fourways-")
    data = os.path.join(folder, "data")
    os.mkdir(data, 0o700)
    shutil.copytree(first.conf, os.path.join(folder, "conf"))
    shutil.copytree(os.path.join(first.data, "keys"),
                    os.path.join(data, "keys"))
    shutil.copy(os.path.join(first.data, "database"), data)
    server = Server(folder=folder, options=options, workers=workers)
    server.owns = True
    return server


class Machines:
    """Two of them, started together. What they need besides begins before
    them and ends after them."""

    def __init__(self, first):
        self.first, self.second = first, another(first)
        self.both = (self.first, self.second)

    def begin(self):
        pass

    def end(self):
        pass

    def __enter__(self):
        try:
            self.begin()
            self.first.start()
            self.second.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.second.__exit__()
            self.first.__exit__()
        finally:
            self.end()


def moved(browser, server):
    """The same browser at another machine's desk, as behind one name."""
    other = Client(server.admin_port)
    other.cookies = dict(browser.cookies)
    return other
