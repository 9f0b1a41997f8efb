"""Django as Debian 12 has it, in one module: ORM, forms, cached templates;
served by gunicorn with threads."""

import gzip
import hashlib
import json
import os
import time

import django
from django.conf import settings

HERE = os.path.dirname(os.path.abspath(__file__))
settings.configure(
    DEBUG=False, SECRET_KEY="for the bench alone", ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__, USE_TZ=True, USE_I18N=False, USE_L10N=False,
    DATABASES={"default": {
        "ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DB"],
        "CONN_MAX_AGE": None, "OPTIONS": {"timeout": 5}}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField", INSTALLED_APPS=[],
    LOGGING_CONFIG=None,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware",
                "django.middleware.common.CommonMiddleware",
                "django.middleware.clickjacking.XFrameOptionsMiddleware"],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.path.join(HERE, "templates")],
        "OPTIONS": {"loaders": [(
            "django.template.loaders.cached.Loader",
            ["django.template.loaders.filesystem.Loader"])]}}])
django.setup()

import markdown
from django import forms
from django.core.validators import RegexValidator
from django.core.wsgi import get_wsgi_application
from django.db import IntegrityError, models
from django.db.backends.signals import connection_created
from django.http import HttpResponse, HttpResponseNotModified
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

STATUSES = ("new", "contacted", "won", "lost")
TOPICS = ("nodejs", "python", "dotnet", "go", "rust")
BUDGETS = ("lt10k", "10-50k", "50-200k", "gt200k")


def to_the_disk(sender, connection, **_):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")


connection_created.connect(to_the_disk)


class Lead(models.Model):
    name = models.TextField()
    email = models.TextField()
    company = models.TextField()
    phone = models.TextField()
    topic = models.TextField()
    budget = models.TextField()
    message = models.TextField()
    slot = models.TextField(unique=True)
    status = models.TextField(default="new")
    created_at = models.IntegerField()

    class Meta:
        app_label = "bench"
        db_table = "leads"
        managed = False

    @property
    def received(self):
        return time.strftime("%Y-%m-%d %H:%M", time.gmtime(self.created_at))


class Session(models.Model):
    token_hash = models.TextField(primary_key=True)
    user = models.TextField()
    expires_at = models.IntegerField()

    class Meta:
        app_label = "bench"
        db_table = "sessions"
        managed = False


def read(name):
    with open(os.path.join(os.environ["COMMON"], name),
              encoding="utf-8") as text:
        return text.read()


HEAD, FOOT = read("head.html"), read("foot.html")


def page(title, body):
    return HEAD.replace("{{title}}", title) + body + FOOT


GUIDE = page("Choosing a backend", "<article>" + markdown.markdown(
    read("guide.md"), extensions=["tables", "sane_lists"]) +
    "</article>").encode()
GUIDE_GZIP = gzip.compress(GUIDE, 9)
ETAG = f'"{hashlib.sha256(GUIDE).hexdigest()[:16]}"'
MODEL = json.loads(read("assessment.json"))
OPTIONS = {question["id"]: {one["id"]: one for one in question["options"]}
           for question in MODEL["questions"]}


def wrong():
    return HttpResponse(page("Error", "<h1>Please check your input</h1>"),
                        status=422)


@require_GET
def guide(request):
    if request.META.get("HTTP_IF_NONE_MATCH") == ETAG:
        answer = HttpResponseNotModified()
    elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        answer = HttpResponse(GUIDE_GZIP)
        answer["Content-Encoding"] = "gzip"
    else:
        answer = HttpResponse(GUIDE)
    answer["ETag"] = ETAG
    answer["Cache-Control"] = "public, max-age=300"
    answer["Vary"] = "Accept-Encoding"
    return answer


class AssessmentForm(forms.Form):
    """Its fields are the questions."""


for question in MODEL["questions"]:
    AssessmentForm.base_fields[question["id"]] = forms.ChoiceField(
        choices=[(one["id"], one["label"]) for one in question["options"]])


@require_POST
def assessment(request):
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        return wrong()
    total, answers = [0] * len(MODEL["stacks"]), []
    for question in MODEL["questions"]:
        option = OPTIONS[question["id"]][form.cleaned_data[question["id"]]]
        answers.append((question["text"], option["label"]))
        total = [sum(pair) for pair in zip(total, option["weights"])]
    ranking = sorted(({"s": stack, "pct": points * 100 // 40} for stack, points
                      in zip(MODEL["stacks"], total)),
                     key=lambda one: -one["pct"])
    return HttpResponse(page("Your result", render_to_string(
        "result.html", {"top": ranking[0], "answers": answers,
                        "ranking": ranking})))


class BookForm(forms.Form):
    name = forms.CharField(max_length=100)
    email = forms.EmailField(max_length=200)
    company = forms.CharField(max_length=100, required=False)
    phone = forms.CharField(max_length=30, required=False,
                            validators=[RegexValidator(r"^[0-9+ ()-]*$")])
    topic = forms.ChoiceField(choices=[(one, one) for one in TOPICS])
    budget = forms.ChoiceField(choices=[(one, one) for one in BUDGETS])
    message = forms.CharField(max_length=4000)
    slot = forms.CharField(validators=[
        RegexValidator(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$")])


@require_POST
def book(request):
    form = BookForm(request.POST)
    if not form.is_valid():
        return wrong()
    try:
        Lead(created_at=int(time.time()),
             **form.cleaned_data).save(force_insert=True)
    except IntegrityError:
        return HttpResponse(page(
            "Taken", "<h1>This slot has just been taken</h1>"), status=409)
    answer = HttpResponse(status=303)
    answer["Location"] = "/booked"
    return answer


@require_GET
def leads(request):
    token = request.COOKIES.get("sid", "")
    session = Session.objects.filter(
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        expires_at__gt=int(time.time())).first()
    if not session:
        return HttpResponse(page("Sign in", "<h1>Please sign in</h1>"),
                            status=401)
    status = request.GET.get("status")
    status = status if status in STATUSES else "new"
    direction = "asc" if request.GET.get("dir") == "asc" else "desc"
    text = request.GET.get("page", "1")
    number = min(1000, max(1, int(text) if text.isdigit() else 1))
    first = (number - 1) * 50
    rows = list(Lead.objects.filter(status=status).defer("message").order_by(
        "created_at" if direction == "asc" else "-created_at")[
            first:first + 51])
    body = render_to_string("leads.html", {
        "rows": rows[:50], "status": status, "dir": direction, "pg": number,
        "user": session.user, "prev": number - 1,
        "next": number + 1 if len(rows) > 50 else 0})
    answer = HttpResponse(page("Leads", body))
    answer["Cache-Control"] = "no-store"
    return answer


urlpatterns = [path("guides/choosing-a-backend", guide),
               path("assessment", assessment), path("book", book),
               path("admin/leads", leads)]
application = get_wsgi_application()
