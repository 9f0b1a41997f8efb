"""What every peer is asked, and the database it starts with (peers/common)."""

import hashlib
import os
import shutil
import subprocess
import sys

from load import Job
from machine import HERE, STATE

COMMON = os.path.join(HERE, "peers", "common")
TOKEN = hashlib.sha256(b"bench session").hexdigest()
GUIDE = "/guides/choosing-a-backend"
ASSESSMENTS = [
    f"load={work}&team={team}&horizon={horizon}&budget={budget}"
    for work in ("content", "crud", "realtime", "cpu")
    for team in ("js", "python", "csharp", "mixed")
    for horizon, budget in (("mvp", "time"), ("years", "servers"),
                            ("decade", "ops"), ("script", "none"))]
BOOKING = (
    "name=Anna+Keller&email=user{n}%40example.com&company=Meyer+%26+Sons"
    "&phone=%2B49+30+1234567&topic=go&budget=10-50k&message=We+run+a+booking"
    "+platform+for+small+theatres+and+have+outgrown+the+prototype%3A+seats+are"
    "+sold+twice+on+busy+evenings.+What+would+you+pick%2C+and+what+would+you"
    "+leave+alone+until+later%3F&slot={minute}")
LISTS = [f"/admin/leads?status={status}&dir=desc&page={page}"
         for page in (1, 2, 3, 4)
         for status in ("new", "contacted", "won", "lost")]

JOBS = {
    "page": Job([f"GET {GUIDE}"]),
    "page 304": Job([f"GET {GUIDE}"]),  # the ETag differs, see peers.py
    "page gzip": Job([f"GET {GUIDE}"], ("Accept-Encoding: gzip",)),
    "assessment": Job([f"POST /assessment {body}" for body in ASSESSMENTS]),
    "list": Job([f"GET {path}" for path in LISTS], (f"Cookie: sid={TOKEN}",)),
    "booking": Job([f"POST /book {BOOKING}"], counted=True),
}


def seed():
    """The database of 10,000 leads and one session, made once."""
    path = os.path.join(STATE, "seed.db")
    if not os.path.exists(path):
        os.makedirs(STATE, exist_ok=True)
        subprocess.run([sys.executable, os.path.join(COMMON, "seed.py"),
                        path + ".new", TOKEN], check=True)
        os.rename(path + ".new", path)
    return path


def fresh_database(folder):
    """A copy of the seed under folder, nothing of an old one beside it."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "run.db")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.unlink(path + end)
    shutil.copyfile(seed(), path)
    return path
