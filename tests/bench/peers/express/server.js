'use strict';
// Express 5 + EJS + better-sqlite3, one cluster worker per core, NODE_ENV=production.
const cluster = require('node:cluster');
const WORKERS = +process.env.WORKERS || 2;
if (cluster.isPrimary) {
  for (let i = 0; i < WORKERS; i++) cluster.fork();
  const stop = () => {
    for (const w of Object.values(cluster.workers)) w.kill('SIGTERM');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} else start();

function start() {
  const fs = require('node:fs'),
    path = require('node:path'),
    zlib = require('node:zlib'),
    crypto = require('node:crypto');
  const express = require('express'),
    Database = require('better-sqlite3'),
    { marked } = require('marked');
  const C = process.env.COMMON,
    read = f => fs.readFileSync(path.join(C, f), 'utf8');
  const head = read('head.html'),
    foot = read('foot.html');
  const page = (title, body) =>
    head.replace('{{title}}', () => title) + body + foot;

  const db = new Database(process.env.DB, { timeout: 5000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  const insLead = db.prepare(
    'INSERT INTO leads(name,email,company,phone,topic,budget,message,slot,created_at) VALUES(?,?,?,?,?,?,?,?,?)',
  );
  const getSession = db.prepare(
    'SELECT user FROM sessions WHERE token_hash=? AND expires_at>?',
  );
  const sel = d =>
    db.prepare(
      `SELECT id,name,email,company,phone,topic,budget,slot,status,created_at FROM leads WHERE status=? ORDER BY created_at ${d} LIMIT 51 OFFSET ?`,
    );
  const listLeads = { desc: sel('DESC'), asc: sel('ASC') };

  const guide = Buffer.from(
    page(
      'Choosing a backend',
      '<article>' + marked.parse(read('guide.md')) + '</article>',
    ),
  );
  const guideGz = zlib.gzipSync(guide, { level: 9 });
  const etag =
    '"' +
    crypto.createHash('sha256').update(guide).digest('hex').slice(0, 16) +
    '"';
  const A = JSON.parse(read('assessment.json'));

  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('views', path.join(__dirname, 'views'));
  app.set('view engine', 'ejs');
  const form = express.urlencoded({ extended: false, limit: '64kb' });
  const cookies = require('cookie-parser')();
  const fail = res =>
    res.status(422).send(page('Error', '<h1>Please check your input</h1>'));
  const show = (res, title, view, data) =>
    app.render(view, data, (e, html) => {
      if (e) throw e;
      res.type('html').send(page(title, html));
    });

  app.get('/guides/choosing-a-backend', (req, res) => {
    res.set({
      ETag: etag,
      'Cache-Control': 'public, max-age=300',
      Vary: 'Accept-Encoding',
    });
    if (req.fresh) return res.status(304).end();
    res.type('html');
    if (req.acceptsEncodings('gzip')) {
      res.set('Content-Encoding', 'gzip');
      return res.send(guideGz);
    }
    res.send(guide);
  });

  app.post('/assessment', form, (req, res) => {
    const sum = new Array(A.stacks.length).fill(0),
      answers = [];
    for (const q of A.questions) {
      const o = q.options.find(o => o.id === req.body[q.id]);
      if (!o) return fail(res);
      answers.push({ text: q.text, label: o.label });
      for (let k = 0; k < sum.length; k++) sum[k] += o.weights[k];
    }
    const ranking = A.stacks
      .map((s, k) => ({ s, pct: Math.floor((sum[k] * 100) / 40) }))
      .sort((a, b) => b.pct - a.pct);
    show(res, 'Your result', 'result', { top: ranking[0], answers, ranking });
  });

  const TOPIC = new Set(['nodejs', 'python', 'dotnet', 'go', 'rust']),
    BUDGET = new Set(['lt10k', '10-50k', '50-200k', 'gt200k']);
  const len = (s, a, b) =>
    typeof s === 'string' && s.length >= a && s.length <= b;
  app.post('/book', form, (req, res) => {
    const b = req.body;
    if (!(
      len(b.name, 1, 100) &&
      len(b.email, 3, 200) &&
      /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(b.email) &&
      len(b.company, 0, 100) &&
      len(b.phone, 0, 30) &&
      /^[0-9+ ()-]*$/.test(b.phone) &&
      TOPIC.has(b.topic) &&
      BUDGET.has(b.budget) &&
      len(b.message, 1, 4000) &&
      len(b.slot, 16, 16) &&
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(b.slot)
    ))
      return fail(res);
    try {
      insLead.run(
        b.name,
        b.email,
        b.company,
        b.phone,
        b.topic,
        b.budget,
        b.message,
        b.slot,
        Math.floor(Date.now() / 1000),
      );
    } catch (e) {
      if (e.code === 'SQLITE_CONSTRAINT_UNIQUE')
        return res
          .status(409)
          .send(page('Taken', '<h1>This slot has just been taken</h1>'));
      throw e;
    }
    res.redirect(303, '/booked');
  });

  app.get('/admin/leads', cookies, (req, res) => {
    const tok = req.cookies.sid,
      now = Math.floor(Date.now() / 1000);
    const ses =
      tok &&
      getSession.get(
        crypto.createHash('sha256').update(tok).digest('hex'),
        now,
      );
    if (!ses)
      return res.status(401).send(page('Sign in', '<h1>Please sign in</h1>'));
    const status = ['new', 'contacted', 'won', 'lost'].includes(
      req.query.status,
    )
      ? req.query.status
      : 'new';
    const dir = req.query.dir === 'asc' ? 'asc' : 'desc',
      pg = Math.max(1, Math.min(1000, parseInt(req.query.page) || 1));
    const rows = listLeads[dir].all(status, (pg - 1) * 50),
      more = rows.length > 50;
    if (more) rows.pop();
    res.set('Cache-Control', 'no-store');
    show(res, 'Leads', 'leads', {
      rows,
      status,
      dir,
      pg,
      more,
      user: ses.user,
      when: t =>
        new Date(t * 1000).toISOString().slice(0, 16).replace('T', ' '),
    });
  });
  app.listen(+process.env.PORT, '127.0.0.1');
}
