// hyper 0.14, tokio and rusqlite, as Debian has them. One process, WORKERS threads
// of the runtime, one writer.
use hyper::{
    body::{Bytes, HttpBody},
    header::*,
    server::conn::AddrIncoming,
    service::{make_service_fn, service_fn},
    Body, Method, Request, Response, StatusCode,
};
use rusqlite::{params, Connection, OpenFlags};
use sha2::{Digest, Sha256};
use std::{
    cell::RefCell,
    collections::HashMap,
    convert::Infallible,
    fmt::Write as _,
    io::Write as _,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

struct Opt {
    id: String,
    label: String,
    weights: Vec<i64>,
}
struct Question {
    id: String,
    text: String,
    options: Vec<Opt>,
}
struct Stack {
    id: String,
    name: String,
    summary: String,
    caution: String,
    strengths: Vec<String>,
}
struct App {
    head: String,
    foot: String,
    guide: Bytes,
    guide_gz: Bytes,
    etag: String,
    stacks: Vec<Stack>,
    questions: Vec<Question>,
    writer: Mutex<Connection>,
    db: String,
}
thread_local! { static READER: RefCell<Option<Connection>> = RefCell::new(None); }

fn open(db: &str) -> Connection {
    let c = Connection::open_with_flags(
        db,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )
    .unwrap();
    c.busy_timeout(Duration::from_secs(5)).unwrap();
    c.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        .unwrap();
    c.set_prepared_statement_cache_capacity(32);
    c
}
fn now() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs() as i64
}
fn e(s: &str) -> std::borrow::Cow<'_, str> {
    html_escape::encode_quoted_attribute(s)
}

impl App {
    fn top(&self, title: &str) -> String {
        let mut s = String::with_capacity(24576);
        s.push_str(&self.head.replace("{{title}}", title));
        s
    }
    fn small(&self, code: u16, title: &str, body: &str) -> Response<Body> {
        let mut s = self.top(title);
        s.push_str(body);
        s.push_str(&self.foot);
        html(s, code)
    }
}
fn html(s: String, code: u16) -> Response<Body> {
    Response::builder()
        .status(code)
        .header(CONTENT_TYPE, "text/html; charset=utf-8")
        .body(Body::from(s))
        .unwrap()
}
fn date(t: i64) -> String {
    // civil date from days (Howard Hinnant's algorithm)
    let (z, r) = (t.div_euclid(86400) + 719468, t.rem_euclid(86400));
    let era = z.div_euclid(146097);
    let doe = z - era * 146097;
    let yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let d = doy - (153 * mp + 2) / 5 + 1;
    let m = if mp < 10 { mp + 3 } else { mp - 9 };
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        yoe + era * 400 + (m <= 2) as i64,
        m,
        d,
        r / 3600,
        r % 3600 / 60
    )
}
async fn form(req: Request<Body>) -> Option<HashMap<String, String>> {
    let mut b = req.into_body();
    let mut v = Vec::with_capacity(1024);
    while let Some(c) = b.data().await {
        let c = c.ok()?;
        if v.len() + c.len() > 65536 {
            return None;
        }
        v.extend_from_slice(&c);
    }
    Some(form_urlencoded::parse(&v).into_owned().collect())
}
fn email_ok(s: &str) -> bool {
    if s.len() > 200 || s.chars().any(char::is_whitespace) {
        return false;
    }
    match s.split_once('@') {
        Some((a, d)) => {
            !a.is_empty()
                && !d.contains('@')
                && d.find('.').map_or(false, |i| i > 0)
                && !d.ends_with('.')
        }
        None => false,
    }
}
fn slot_ok(s: &str) -> bool {
    s.len() == 16
        && s.bytes().enumerate().all(|(i, c)| match i {
            4 | 7 => c == b'-',
            10 => c == b'T',
            13 => c == b':',
            _ => c.is_ascii_digit(),
        })
}
fn assessment(a: &App, f: &HashMap<String, String>) -> Option<Response<Body>> {
    let mut sum = vec![0i64; a.stacks.len()];
    let mut ans = Vec::with_capacity(4);
    for q in &a.questions {
        let o = q.options.iter().find(|o| Some(&o.id) == f.get(&q.id))?;
        for (k, w) in o.weights.iter().enumerate() {
            sum[k] += w;
        }
        ans.push((&q.text, &o.label));
    }
    let mut rk: Vec<(&Stack, i64)> = a
        .stacks
        .iter()
        .zip(sum)
        .map(|(s, t)| (s, t * 100 / 40))
        .collect();
    rk.sort_by(|x, y| y.1.cmp(&x.1));
    let t = rk[0];
    let mut s = a.top("Your result");
    let _ = write!(
        s,
        "<h1>Your result: {0}</h1>\n<p class=\"lead\">Based on your four answers, \
         <strong>{0}</strong> fits best, with {1} of 100 points.</p>\n<h2>Your answers</h2>\n<dl \
         class=\"answers\">",
        e(&t.0.name),
        t.1
    );
    for (q, l) in ans {
        let _ = write!(s, "<dt>{}</dt><dd>{}</dd>\n", e(q), e(l));
    }
    s.push_str("</dl>\n<h2>All five, ranked for you</h2>\n<ol class=\"ranking\">\n");
    for (k, p) in &rk {
        let _ = write!(
            s,
            "<li class=\"stack\" id=\"stack-{0}\"><h3>{1}</h3>\n<div class=\"bar\" role=\"img\" \
             aria-label=\"{2} of 100 points\"><span \
             style=\"width:{2}%\"></span></div>\n<p><b>{2}</b> of 100. {3}</p>\n<ul \
             class=\"strengths\">",
            e(&k.id),
            e(&k.name),
            p,
            e(&k.summary)
        );
        for x in &k.strengths {
            let _ = write!(s, "<li>{}</li>", e(x));
        }
        let _ = write!(
            s,
            "</ul>\n<p class=\"caution\"><strong>Mind:</strong> {}</p>\n<p><a \
             href=\"/guides/{}\">Read the {} guide</a></p></li>\n",
            e(&k.caution),
            e(&k.id),
            e(&k.name)
        );
    }
    let _ = write!(
        s,
        "</ol>\n<section class=\"next\"><h2>What next?</h2>\n<p>A score is a starting point, not \
         a decision. In a free call of thirty minutes we go through your five most frequent \
         requests, what must be durable, and who will be on call. You get a written summary on \
         the next working day, whether or not we work together afterwards.</p>\n<p>The scores \
         come from weights that we publish: every option adds up to ten points to each platform, \
         and the total is shown as a share of the forty points that are possible. Two platforms \
         within ten points of each other are a tie, and a tie goes to the one your team has \
         already operated in production.</p>\n<p>Nothing that you entered here is stored. If you \
         book a call, the result travels with the form so that you do not have to explain it \
         twice, and you may remove it there before sending.</p>\n<p><a class=\"btn\" \
         href=\"/book?topic={}\">Book a free call about {}</a> <a href=\"/assessment\">Change \
         your answers</a></p></section>\n",
        e(&t.0.id),
        e(&t.0.name)
    );
    s.push_str(&a.foot);
    Some(html(s, 200))
}
fn leads(a: &App, req: &Request<Body>) -> Response<Body> {
    let sid = req
        .headers()
        .get(COOKIE)
        .and_then(|c| c.to_str().ok())
        .and_then(|c| c.split(';').find_map(|x| x.trim().strip_prefix("sid=")))
        .unwrap_or("");
    READER.with(|r| {
        let mut r = r.borrow_mut();
        let c = r.get_or_insert_with(|| open(&a.db));
        let user: Option<String> = c
            .prepare_cached("SELECT user FROM sessions WHERE token_hash=? AND expires_at>?")
            .unwrap()
            .query_row(
                params![hex::encode(Sha256::digest(sid.as_bytes())), now()],
                |x| x.get(0),
            )
            .ok();
        let user = match user {
            Some(u) => u,
            None => return a.small(401, "Sign in", "<h1>Please sign in</h1>"),
        };
        let q: HashMap<String, String> =
            form_urlencoded::parse(req.uri().query().unwrap_or("").as_bytes())
                .into_owned()
                .collect();
        let status = q
            .get("status")
            .map(|s| s.as_str())
            .filter(|s| ["new", "contacted", "won", "lost"].contains(s))
            .unwrap_or("new");
        let dir = if q.get("dir").map(|s| s.as_str()) == Some("asc") {
            "asc"
        } else {
            "desc"
        };
        let pg = q
            .get("page")
            .and_then(|p| p.parse::<i64>().ok())
            .unwrap_or(1)
            .clamp(1, 1000);
        let sql = if dir == "asc" {
            "SELECT id,name,email,company,phone,topic,budget,slot,status,created_at FROM leads \
             WHERE status=? ORDER BY created_at ASC LIMIT 51 OFFSET ?"
        } else {
            "SELECT id,name,email,company,phone,topic,budget,slot,status,created_at FROM leads \
             WHERE status=? ORDER BY created_at DESC LIMIT 51 OFFSET ?"
        };
        let mut s = a.top("Leads");
        let _ = write!(
            s,
            "<h1>Leads: {}</h1>\n<p>Signed in as {}. Page {}.</p>\n<table \
             class=\"leads\"><thead><tr><th>Id</th><th>Name</th><th>E-mail</th><th>Company</\
             th><th>Phone</th><th>Topic</th><th>Budget</th><th>Slot</th><th>Status</\
             th><th>Received</th></tr></thead><tbody>\n",
            status,
            e(&user),
            pg
        );
        let mut st = c.prepare_cached(sql).unwrap();
        let mut rows = st.query(params![status, (pg - 1) * 50]).unwrap();
        let mut n = 0;
        while let Ok(Some(x)) = rows.next() {
            n += 1;
            if n > 50 {
                break;
            }
            let g = |i: usize| {
                x.get_ref(i)
                    .ok()
                    .and_then(|v| v.as_str().ok())
                    .unwrap_or("")
            };
            let id: i64 = x.get(0).unwrap_or(0);
            let _ = write!(
                s,
                "<tr><td><a href=\"/admin/leads/{0}\">{0}</a></td><td>{1}</td><td><a \
                 href=\"mailto:{2}\">{2}</a></td><td>{3}</td><td>{4}</td><td>{5}</td><td>{6}</\
                 td><td>{7}</td><td>{8}</td><td>{9}</td></tr>\n",
                id,
                e(g(1)),
                e(g(2)),
                e(g(3)),
                e(g(4)),
                e(g(5)),
                e(g(6)),
                e(g(7)),
                e(g(8)),
                date(x.get(9).unwrap_or(0))
            );
        }
        s.push_str("</tbody></table>\n<nav class=\"pager\">");
        if pg > 1 {
            let _ = write!(
                s,
                "<a rel=\"prev\" href=\"?status={}&amp;dir={}&amp;page={}\">Newer</a>",
                status,
                dir,
                pg - 1
            );
        }
        s.push(' ');
        if n > 50 {
            let _ = write!(
                s,
                "<a rel=\"next\" href=\"?status={}&amp;dir={}&amp;page={}\">Older</a>",
                status,
                dir,
                pg + 1
            );
        }
        s.push_str("</nav>\n");
        s.push_str(&a.foot);
        let mut r = html(s, 200);
        r.headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        r
    })
}
async fn handle(a: Arc<App>, req: Request<Body>) -> Result<Response<Body>, Infallible> {
    let bad = "<h1>Please check your input</h1>";
    Ok(match (req.method(), req.uri().path()) {
        (&Method::GET, "/guides/choosing-a-backend") => {
            let h = req.headers();
            let b = Response::builder()
                .header(ETAG, &a.etag)
                .header(CACHE_CONTROL, "public, max-age=300")
                .header(VARY, "Accept-Encoding");
            if h.get(IF_NONE_MATCH)
                .map_or(false, |v| v.as_bytes() == a.etag.as_bytes())
            {
                return Ok(b
                    .status(StatusCode::NOT_MODIFIED)
                    .body(Body::empty())
                    .unwrap());
            }
            let b = b.header(CONTENT_TYPE, "text/html; charset=utf-8");
            if h.get(ACCEPT_ENCODING)
                .and_then(|v| v.to_str().ok())
                .map_or(false, |v| v.contains("gzip"))
            {
                b.header(CONTENT_ENCODING, "gzip")
                    .body(Body::from(a.guide_gz.clone()))
                    .unwrap()
            } else {
                b.body(Body::from(a.guide.clone())).unwrap()
            }
        }
        (&Method::POST, "/assessment") => match form(req).await.and_then(|f| assessment(&a, &f)) {
            Some(r) => r,
            None => a.small(422, "Error", bad),
        },
        (&Method::POST, "/book") => {
            let f = match form(req).await {
                Some(f) => f,
                None => return Ok(a.small(422, "Error", bad)),
            };
            let g = |k: &str| f.get(k).map(|s| s.as_str()).unwrap_or("").to_owned();
            let (name, email, company, phone, topic, budget, message, slot) = (
                g("name"),
                g("email"),
                g("company"),
                g("phone"),
                g("topic"),
                g("budget"),
                g("message"),
                g("slot"),
            );
            if !((1..=100).contains(&name.len())
                && email_ok(&email)
                && company.len() <= 100
                && phone.len() <= 30
                && phone
                    .bytes()
                    .all(|c| c.is_ascii_digit() || b"+ ()-".contains(&c))
                && ["nodejs", "python", "dotnet", "go", "rust"].contains(&topic.as_str())
                && ["lt10k", "10-50k", "50-200k", "gt200k"].contains(&budget.as_str())
                && (1..=4000).contains(&message.len())
                && slot_ok(&slot))
            {
                return Ok(a.small(422, "Error", bad));
            }
            let b = a.clone();
            let r = tokio::task::spawn_blocking(move || {
                let c = b.writer.lock().unwrap();
                let mut st = c.prepare_cached(
                    "INSERT INTO \
                     leads(name,email,company,phone,topic,budget,message,slot,created_at) \
                     VALUES(?,?,?,?,?,?,?,?,?)",
                )?;
                st.execute(params![
                    name,
                    email,
                    company,
                    phone,
                    topic,
                    budget,
                    message,
                    slot,
                    now()
                ])
            })
            .await
            .unwrap();
            match r {
                Ok(_) => Response::builder()
                    .status(303)
                    .header(LOCATION, "/booked")
                    .body(Body::empty())
                    .unwrap(),
                Err(rusqlite::Error::SqliteFailure(x, _)) if x.extended_code == 2067 => {
                    a.small(409, "Taken", "<h1>This slot has just been taken</h1>")
                }
                Err(_) => a.small(500, "Error", "<h1>Error</h1>"),
            }
        }
        (&Method::GET, "/admin/leads") => leads(&a, &req),
        _ => a.small(404, "Not found", "<h1>Not found</h1>"),
    })
}
fn main() {
    let v = |k: &str| std::env::var(k).unwrap_or_default();
    let read = |f: &str| std::fs::read_to_string(format!("{}/{}", v("COMMON"), f)).unwrap();
    let (head, foot, md) = (read("head.html"), read("foot.html"), read("guide.md"));
    let mut body = String::new();
    pulldown_cmark::html::push_html(
        &mut body,
        pulldown_cmark::Parser::new_ext(&md, pulldown_cmark::Options::ENABLE_TABLES),
    );
    let guide = format!(
        "{}<article>{}</article>{}",
        head.replace("{{title}}", "Choosing a backend"),
        body,
        foot
    )
    .into_bytes();
    let mut z = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    z.write_all(&guide).unwrap();
    let etag = format!("\"{}\"", &hex::encode(Sha256::digest(&guide))[..16]);
    let j: serde_json::Value = serde_json::from_str(&read("assessment.json")).unwrap();
    let s = |x: &serde_json::Value| x.as_str().unwrap_or("").to_owned();
    let stacks = j["stacks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|x| Stack {
            id: s(&x["id"]),
            name: s(&x["name"]),
            summary: s(&x["summary"]),
            caution: s(&x["caution"]),
            strengths: x["strengths"].as_array().unwrap().iter().map(s).collect(),
        })
        .collect();
    let questions = j["questions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|q| Question {
            id: s(&q["id"]),
            text: s(&q["text"]),
            options: q["options"]
                .as_array()
                .unwrap()
                .iter()
                .map(|o| Opt {
                    id: s(&o["id"]),
                    label: s(&o["label"]),
                    weights: o["weights"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|w| w.as_i64().unwrap())
                        .collect(),
                })
                .collect(),
        })
        .collect();
    let app = Arc::new(App {
        guide_gz: z.finish().unwrap().into(),
        guide: guide.into(),
        etag,
        head,
        foot,
        stacks,
        questions,
        writer: Mutex::new(open(&v("DB"))),
        db: v("DB"),
    });
    let rt = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(v("WORKERS").parse().unwrap_or(2))
        .max_blocking_threads(8)
        .enable_all()
        .build()
        .unwrap();
    rt.block_on(async move {
        let mut inc =
            AddrIncoming::bind(&format!("127.0.0.1:{}", v("PORT")).parse().unwrap()).unwrap();
        inc.set_nodelay(true);
        let mk = make_service_fn(move |_| {
            let a = app.clone();
            async move { Ok::<_, Infallible>(service_fn(move |r| handle(a.clone(), r))) }
        });
        let srv = tokio::spawn(hyper::Server::builder(inc).serve(mk));
        let _ = srv.await;
    });
}
