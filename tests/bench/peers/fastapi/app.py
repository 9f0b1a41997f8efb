"""FastAPI, Jinja2 and sqlite3, as Debian 12 has them; served by serve.py."""

import gzip
import hashlib
import json
import os
import sqlite3
import threading
import time

import markdown
from fastapi import Cookie, FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader

COMMON = os.environ["COMMON"]
HERE = os.path.dirname(os.path.abspath(__file__))
STATUSES = ("new", "contacted", "won", "lost")
INSERT = ("INSERT INTO leads(name, email, company, phone, topic, budget, "
          "message, slot, created_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
SELECT = {
    direction: "SELECT id, name, email, company, phone, topic, budget, slot, "
    f"status, created_at FROM leads WHERE status = ? ORDER BY created_at "
    f"{direction} LIMIT 51 OFFSET ?" for direction in ("desc", "asc")}
SESSION = "SELECT user FROM sessions WHERE token_hash = ? AND expires_at > ?"


def read(name):
    with open(os.path.join(COMMON, name), encoding="utf-8") as text:
        return text.read()


HEAD, FOOT = read("head.html"), read("foot.html")


def page(title, body):
    return HEAD.replace("{{title}}", title) + body + FOOT


templates = Environment(
    loader=FileSystemLoader(os.path.join(HERE, "templates")), autoescape=True,
    auto_reload=False)
RESULT = templates.get_template("result.html")
LEADS = templates.get_template("leads.html")
GUIDE = page("Choosing a backend", "<article>" + markdown.markdown(
    read("guide.md"), extensions=["tables", "sane_lists"]) +
    "</article>").encode()
GUIDE_GZIP = gzip.compress(GUIDE, 9)
ETAG = f'"{hashlib.sha256(GUIDE).hexdigest()[:16]}"'
CACHING = {"ETag": ETAG, "Cache-Control": "public, max-age=300",
           "Vary": "Accept-Encoding"}
CACHING_GZIP = {**CACHING, "Content-Encoding": "gzip"}
MODEL = json.loads(read("assessment.json"))
OPTIONS = {question["id"]: {one["id"]: one for one in question["options"]}
           for question in MODEL["questions"]}

threads = threading.local()
app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)


def database():
    """One connection a thread."""
    if not hasattr(threads, "database"):
        threads.database = sqlite3.connect(
            os.environ["DB"], timeout=5, isolation_level=None,
            cached_statements=128)
        threads.database.execute("PRAGMA journal_mode=WAL")
        threads.database.execute("PRAGMA synchronous=FULL")
    return threads.database


@app.exception_handler(RequestValidationError)
async def wrong(request, exc):
    return HTMLResponse(page("Error", "<h1>Please check your input</h1>"), 422)


@app.get("/guides/choosing-a-backend")
async def guide(request: Request):
    headers = request.headers
    if headers.get("if-none-match") == ETAG:
        return Response(status_code=304, headers=CACHING)
    if "gzip" in headers.get("accept-encoding", ""):
        return HTMLResponse(GUIDE_GZIP, headers=CACHING_GZIP)
    return HTMLResponse(GUIDE, headers=CACHING)


@app.post("/assessment")
async def assessment(request: Request):
    form = await request.form()
    total, answers = [0] * len(MODEL["stacks"]), []
    for question in MODEL["questions"]:
        option = OPTIONS[question["id"]].get(form.get(question["id"]))
        if option is None:
            return await wrong(request, None)
        answers.append((question["text"], option["label"]))
        total = [sum(pair) for pair in zip(total, option["weights"])]
    ranking = sorted(({"s": stack, "pct": points * 100 // 40} for stack, points
                      in zip(MODEL["stacks"], total)),
                     key=lambda one: -one["pct"])
    return HTMLResponse(page("Your result", RESULT.render(
        top=ranking[0], answers=answers, ranking=ranking)))


@app.post("/book")
def book(name: str = Form(min_length=1, max_length=100),
         email: str = Form(max_length=200,
                           regex=r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
         company: str = Form("", max_length=100),
         phone: str = Form("", max_length=30, regex=r"^[0-9+ ()-]*$"),
         topic: str = Form(regex="^(nodejs|python|dotnet|go|rust)$"),
         budget: str = Form(regex="^(lt10k|10-50k|50-200k|gt200k)$"),
         message: str = Form(min_length=1, max_length=4000),
         slot: str = Form(regex=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$")):
    try:
        database().execute(INSERT, (name, email, company, phone, topic, budget,
                                    message, slot, int(time.time())))
    except sqlite3.IntegrityError:
        return HTMLResponse(page(
            "Taken", "<h1>This slot has just been taken</h1>"), 409)
    return Response(status_code=303, headers={"Location": "/booked"})


def received(at):
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(at))


# On the event loop: a read takes well under a millisecond, and the pool of
# threads was four times slower.
@app.get("/admin/leads")
async def leads(request: Request, status: str = "new", dir: str = "desc",
                sid: str = Cookie("")):
    db = database()
    session = db.execute(SESSION, (hashlib.sha256(sid.encode()).hexdigest(),
                                   int(time.time()))).fetchone()
    if not session:
        return HTMLResponse(page("Sign in", "<h1>Please sign in</h1>"), 401)
    status = status if status in STATUSES else "new"
    direction = "asc" if dir == "asc" else "desc"
    text = request.query_params.get("page", "1")
    number = min(1000, max(1, int(text) if text.isdigit() else 1))
    rows = db.execute(SELECT[direction],
                      (status, (number - 1) * 50)).fetchall()
    body = LEADS.render(rows=rows[:50], status=status, dir=direction,
                        pg=number, more=len(rows) > 50, user=session[0],
                        when=received)
    return HTMLResponse(page("Leads", body),
                        headers={"Cache-Control": "no-store"})
