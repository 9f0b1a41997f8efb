// net/http, html/template and mattn's go-sqlite3, as Debian has them. One
// process with GOMAXPROCS=WORKERS. With BATCH=1 one goroutine writes, all that
// waits in one transaction: see batch.go.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"html/template"
	"log"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"time"

	sqlite3 "github.com/mattn/go-sqlite3"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

type option struct {
	ID, Label string
	Weights   []int
}

type question struct {
	ID, Text string
	Options  []option
}

type stack struct {
	ID, Name, Summary, Caution string
	Strengths                  []string
}

type model struct {
	Stacks    []stack
	Questions []question
}

type ranked struct {
	S   *stack
	Pct int
}

type answer struct{ Text, Label string }

type lead struct {
	ID                                 int64
	Name, Email, Company, Phone, Topic string
	Budget, Slot, Status, When         string
}

const (
	insertSQL = `INSERT INTO leads(name, email, company, phone, topic, budget,
		message, slot, created_at) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)`
	listSQL = `SELECT id, name, email, company, phone, topic, budget, slot,
		status, created_at FROM leads WHERE status = ? ORDER BY created_at `
	sessionSQL = `SELECT user FROM sessions WHERE token_hash = ?
		AND expires_at > ?`
	pageRows = 50
)

var (
	emailForm = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	phoneForm = regexp.MustCompile(`^[0-9+ ()-]*$`)
	slotForm  = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$`)
	topics    = set("nodejs", "python", "dotnet", "go", "rust")
	budgets   = set("lt10k", "10-50k", "50-200k", "gt200k")
	statuses  = set("new", "contacted", "won", "lost")
)

type app struct {
	head, foot       string
	guide, guideGzip []byte
	etag             string
	model            model
	result, leads    *template.Template
	session, insert  *sql.Stmt
	lists            map[string]*sql.Stmt
	queue            chan job // nil without BATCH
}

func set(words ...string) map[string]bool {
	found := map[string]bool{}
	for _, word := range words {
		found[word] = true
	}
	return found
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func read(name string) string {
	text, err := os.ReadFile(filepath.Join(os.Getenv("COMMON"), name))
	must(err)
	return string(text)
}

func (a *app) top(title string) string {
	return strings.Replace(a.head, "{{title}}", title, 1)
}

func (a *app) say(w http.ResponseWriter, code int, title, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	w.Write([]byte(a.top(title) + body + a.foot))
}

func (a *app) wrong(w http.ResponseWriter) {
	a.say(w, 422, "Error", "<h1>Please check your input</h1>")
}

// show renders a page whole before it sends it, so that its length is known.
func (a *app) show(w http.ResponseWriter, title string, t *template.Template, data interface{}) {
	var b bytes.Buffer
	b.WriteString(a.top(title))
	if err := t.Execute(&b, data); err != nil {
		http.Error(w, "error", 500)
		return
	}
	b.WriteString(a.foot)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.Write(b.Bytes())
}

func form(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	r.Body = http.MaxBytesReader(w, r.Body, 65536)
	if r.Method != "POST" || r.ParseForm() != nil {
		return nil, false
	}
	return r.PostForm, true
}

func (a *app) serveGuide(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("ETag", a.etag)
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Vary", "Accept-Encoding")
	if r.Header.Get("If-None-Match") == a.etag {
		w.WriteHeader(304)
		return
	}
	body := a.guide
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		body = a.guideGzip
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

func (q *question) find(id string) *option {
	for i := range q.Options {
		if q.Options[i].ID == id {
			return &q.Options[i]
		}
	}
	return nil
}

func (a *app) serveAssessment(w http.ResponseWriter, r *http.Request) {
	given, ok := form(w, r)
	if !ok {
		a.wrong(w)
		return
	}
	score := make([]int, len(a.model.Stacks))
	answers := make([]answer, 0, len(a.model.Questions))
	for i := range a.model.Questions {
		q := &a.model.Questions[i]
		o := q.find(given.Get(q.ID))
		if o == nil {
			a.wrong(w)
			return
		}
		answers = append(answers, answer{q.Text, o.Label})
		for k, weight := range o.Weights {
			score[k] += weight
		}
	}
	ranking := make([]ranked, len(score))
	for k := range ranking {
		ranking[k] = ranked{&a.model.Stacks[k], score[k] * 100 / 40}
	}
	sort.SliceStable(ranking, func(i, j int) bool { return ranking[i].Pct > ranking[j].Pct })
	a.show(w, "Your result", a.result, map[string]interface{}{
		"Top": ranking[0], "Answers": answers, "Ranking": ranking})
}

func within(text string, least, most int) bool {
	return len(text) >= least && len(text) <= most
}

func isBooking(f url.Values) bool {
	return within(f.Get("name"), 1, 100) && within(f.Get("email"), 3, 200) &&
		emailForm.MatchString(f.Get("email")) && within(f.Get("company"), 0, 100) &&
		within(f.Get("phone"), 0, 30) && phoneForm.MatchString(f.Get("phone")) &&
		topics[f.Get("topic")] && budgets[f.Get("budget")] &&
		within(f.Get("message"), 1, 4000) && slotForm.MatchString(f.Get("slot"))
}

func isTaken(err error) bool {
	var failed sqlite3.Error
	return errors.As(err, &failed) && failed.ExtendedCode == sqlite3.ErrConstraintUnique
}

func (a *app) store(f url.Values) error {
	args := []interface{}{f.Get("name"), f.Get("email"), f.Get("company"), f.Get("phone"),
		f.Get("topic"), f.Get("budget"), f.Get("message"), f.Get("slot"), time.Now().Unix()}
	if a.queue != nil {
		return wait(a.queue, args)
	}
	_, err := a.insert.Exec(args...)
	return err
}

func (a *app) serveBook(w http.ResponseWriter, r *http.Request) {
	given, ok := form(w, r)
	if !ok || !isBooking(given) {
		a.wrong(w)
		return
	}
	err := a.store(given)
	if isTaken(err) {
		a.say(w, 409, "Taken", "<h1>This slot has just been taken</h1>")
		return
	}
	if err != nil {
		http.Error(w, "error", 500)
		return
	}
	w.Header().Set("Location", "/booked")
	w.WriteHeader(303)
}

func (a *app) user(r *http.Request) (string, error) {
	var user string
	cookie, err := r.Cookie("sid")
	if err == nil {
		hash := sha256.Sum256([]byte(cookie.Value))
		err = a.session.QueryRow(hex.EncodeToString(hash[:]), time.Now().Unix()).Scan(&user)
	}
	return user, err
}

// find gives one row more than a page has, where there is one.
func (a *app) find(status, direction string, page int) ([]lead, error) {
	rows, err := a.lists[direction].Query(status, (page-1)*pageRows)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := make([]lead, 0, pageRows+1)
	for rows.Next() {
		var l lead
		var at int64
		if err := rows.Scan(&l.ID, &l.Name, &l.Email, &l.Company, &l.Phone, &l.Topic,
			&l.Budget, &l.Slot, &l.Status, &at); err != nil {
			return nil, err
		}
		l.When = time.Unix(at, 0).UTC().Format("2006-01-02 15:04")
		found = append(found, l)
	}
	return found, rows.Err()
}

func (a *app) serveLeads(w http.ResponseWriter, r *http.Request) {
	user, err := a.user(r)
	if err != nil {
		a.say(w, 401, "Sign in", "<h1>Please sign in</h1>")
		return
	}
	q := r.URL.Query()
	status, direction := q.Get("status"), q.Get("dir")
	if !statuses[status] {
		status = "new"
	}
	if direction != "asc" {
		direction = "desc"
	}
	page, _ := strconv.Atoi(q.Get("page"))
	if page < 1 || page > 1000 {
		page = 1
	}
	rows, err := a.find(status, direction, page)
	if err != nil {
		http.Error(w, "error", 500)
		return
	}
	more := len(rows) > pageRows
	if more {
		rows = rows[:pageRows]
	}
	w.Header().Set("Cache-Control", "no-store")
	a.show(w, "Leads", a.leads, map[string]interface{}{
		"Rows": rows, "Status": status, "Dir": direction, "Page": page,
		"Prev": page - 1, "Next": page + 1, "More": more, "User": user})
}

func (a *app) prepareGuide() {
	var text, packed bytes.Buffer
	must(goldmark.New(goldmark.WithExtensions(extension.Table)).
		Convert([]byte(read("guide.md")), &text))
	a.guide = []byte(a.top("Choosing a backend") + "<article>" + text.String() +
		"</article>" + a.foot)
	w, _ := gzip.NewWriterLevel(&packed, 9)
	w.Write(a.guide)
	w.Close()
	a.guideGzip = packed.Bytes()
	hash := sha256.Sum256(a.guide)
	a.etag = `"` + hex.EncodeToString(hash[:8]) + `"`
}

// open has readers of their own and one writer: no wait for a lock.
func (a *app) open(workers int) *sql.DB {
	dsn := "file:" + os.Getenv("DB") +
		"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000"
	readers, err := sql.Open("sqlite3", dsn)
	must(err)
	readers.SetMaxOpenConns(workers * 2)
	readers.SetMaxIdleConns(workers * 2)
	writer, err := sql.Open("sqlite3", dsn+"&_txlock=immediate")
	must(err)
	writer.SetMaxOpenConns(1)
	prepare := func(db *sql.DB, text string) *sql.Stmt {
		statement, err := db.Prepare(text)
		must(err)
		return statement
	}
	a.session = prepare(readers, sessionSQL)
	a.insert = prepare(writer, insertSQL)
	a.lists = map[string]*sql.Stmt{
		"desc": prepare(readers, listSQL+"DESC LIMIT 51 OFFSET ?"),
		"asc":  prepare(readers, listSQL+"ASC LIMIT 51 OFFSET ?")}
	return writer
}

func main() {
	workers, err := strconv.Atoi(os.Getenv("WORKERS"))
	must(err)
	runtime.GOMAXPROCS(workers)
	a := &app{head: read("head.html"), foot: read("foot.html"),
		result: template.Must(template.New("result").Parse(resultT)),
		leads:  template.Must(template.New("leads").Parse(leadsT))}
	writer := a.open(workers)
	if os.Getenv("BATCH") == "1" {
		a.queue = make(chan job, 1024)
		go batch(writer, a.queue)
	}
	a.prepareGuide()
	must(json.Unmarshal([]byte(read("assessment.json")), &a.model))
	mux := http.NewServeMux()
	mux.HandleFunc("/guides/choosing-a-backend", a.serveGuide)
	mux.HandleFunc("/assessment", a.serveAssessment)
	mux.HandleFunc("/book", a.serveBook)
	mux.HandleFunc("/admin/leads", a.serveLeads)
	server := &http.Server{Addr: "127.0.0.1:" + os.Getenv("PORT"), Handler: mux,
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 65 * time.Second}
	log.Fatal(server.ListenAndServe())
}
