#!/usr/bin/env python3
"""The database every peer starts with: 10,000 leads and one session.

    seed.py DATABASE TOKEN
"""

import hashlib
import os
import random
import sqlite3
import sys

LEADS = 10000
EXPIRES = 4102444800  # 2100
FIRST = ("Anna Ben Clara David Elif Farid Greta Hugo Ines Jonas Katja Liam "
         "Mara Noah Olga Paul Quinn Rosa Sami Tara").split()
LAST = ("Adler Bauer Costa Diaz Evers Fischer Grant Huber Ivanov Jung Keller "
        "Lopez Moreau Nowak O'Neil Peters").split()
COMPANIES = ["Meyer & Sons", "Blue <Harbour> Ltd", "Nordlicht GmbH",
             "Acme Logistics", "Kite Health", "Studio Vier"]
MESSAGE = "We run a booking site and would like a second opinion on it. "


def slot(number):
    """Half hours of 28 days a month, from 2010 on."""
    day, half = divmod(number, 48)
    return (f"20{10 + day // 336:02}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}"
            f"T{half // 2:02}:{half % 2 * 30:02}")


def lead(number, chance):
    first, last = chance.choice(FIRST), chance.choice(LAST)
    address = f"{first}.{last}{number}@example.com".lower().replace("'", "")
    return (f"{first} {last}", address, chance.choice(COMPANIES),
            f"+49 30 {chance.randrange(10**7):07}",
            chance.choice(["nodejs", "python", "dotnet", "go", "rust"]),
            chance.choice(["lt10k", "10-50k", "50-200k", "gt200k"]),
            MESSAGE * chance.randrange(1, 4), slot(number),
            chance.choice(["new", "contacted", "won", "lost"]),
            1700000000 + chance.randrange(50000000))


def main():
    path, token = sys.argv[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    db = sqlite3.connect(path)
    with open(os.path.join(here, "schema.sql"), encoding="utf-8") as schema:
        db.executescript(schema.read())
    chance = random.Random(7)
    db.executemany(
        "INSERT INTO leads(name, email, company, phone, topic, budget, message,"
        " slot, status, created_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [lead(number, chance) for number in range(LEADS)])
    db.execute("INSERT INTO sessions VALUES(?, ?, ?)",
               (hashlib.sha256(token.encode()).hexdigest(), "admin", EXPIRES))
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


if __name__ == "__main__":
    main()
