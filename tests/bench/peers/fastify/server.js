'use strict';
// Fastify + better-sqlite3 + Eta, one cluster worker per core.
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
  const Database = require('better-sqlite3');
  const { Eta } = require('eta');
  const { marked } = require('marked');
  const C = process.env.COMMON,
    read = f => fs.readFileSync(path.join(C, f), 'utf8');
  const head = read('head.html'),
    foot = read('foot.html');
  const page = (title, body) =>
    head.replace('{{title}}', () => title) + body + foot;
  const eta = new Eta({
    views: path.join(__dirname, 'views'),
    cache: true,
    autoEscape: true,
  });
  const render = (title, view, data) => page(title, eta.render(view, data));

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

  const md = marked.parse(read('guide.md'));
  const guide = Buffer.from(
    page('Choosing a backend', '<article>' + md + '</article>'),
  );
  const guideGz = zlib.gzipSync(guide, { level: 9 });
  const etag =
    '"' +
    crypto.createHash('sha256').update(guide).digest('hex').slice(0, 16) +
    '"';

  const A = JSON.parse(read('assessment.json'));
  const app = require('fastify')({
    logger: false,
    keepAliveTimeout: 65000,
    bodyLimit: 65536,
  });
  app.register(require('@fastify/formbody'));
  app.register(require('@fastify/cookie'));
  app.setErrorHandler((err, req, reply) => {
    const code = err.validation ? 422 : err.statusCode || 500;
    reply
      .code(code)
      .type('text/html; charset=utf-8')
      .send(page('Error', '<h1>Please check your input</h1>'));
  });

  app.get('/guides/choosing-a-backend', (req, reply) => {
    reply
      .header('etag', etag)
      .header('cache-control', 'public, max-age=300')
      .header('vary', 'accept-encoding');
    if (req.headers['if-none-match'] === etag) return reply.code(304).send();
    reply.type('text/html; charset=utf-8');
    if (/\bgzip\b/.test(req.headers['accept-encoding'] || ''))
      return reply.header('content-encoding', 'gzip').send(guideGz);
    return reply.send(guide);
  });

  const qprops = {};
  for (const q of A.questions)
    qprops[q.id] = { type: 'string', enum: q.options.map(o => o.id) };
  const byId = A.questions.map(q => new Map(q.options.map(o => [o.id, o])));
  app.post(
    '/assessment',
    {
      schema: {
        body: {
          type: 'object',
          required: A.questions.map(q => q.id),
          properties: qprops,
        },
      },
    },
    (req, reply) => {
      const sum = new Array(A.stacks.length).fill(0),
        answers = [];
      A.questions.forEach((q, i) => {
        const o = byId[i].get(req.body[q.id]);
        answers.push({ text: q.text, label: o.label });
        for (let k = 0; k < sum.length; k++) sum[k] += o.weights[k];
      });
      const ranking = A.stacks
        .map((s, k) => ({ s, pct: Math.floor((sum[k] * 100) / 40) }))
        .sort((a, b) => b.pct - a.pct);
      return reply
        .type('text/html; charset=utf-8')
        .send(
          render('Your result', 'result', {
            top: ranking[0],
            answers,
            ranking,
          }),
        );
    },
  );

  const str = (min, max, pattern) => ({
    type: 'string',
    minLength: min,
    maxLength: max,
    ...(pattern && { pattern }),
  });
  app.post(
    '/book',
    {
      schema: {
        body: {
          type: 'object',
          required: [
            'name',
            'email',
            'company',
            'phone',
            'topic',
            'budget',
            'message',
            'slot',
          ],
          properties: {
            name: str(1, 100),
            email: str(3, 200, '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$'),
            company: str(0, 100),
            phone: str(0, 30, '^[0-9+ ()-]*$'),
            topic: {
              type: 'string',
              enum: ['nodejs', 'python', 'dotnet', 'go', 'rust'],
            },
            budget: {
              type: 'string',
              enum: ['lt10k', '10-50k', '50-200k', 'gt200k'],
            },
            message: str(1, 4000),
            slot: str(16, 16, '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$'),
          },
        },
      },
    },
    (req, reply) => {
      const b = req.body;
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
          return reply
            .code(409)
            .type('text/html; charset=utf-8')
            .send(page('Taken', '<h1>This slot has just been taken</h1>'));
        throw e;
      }
      return reply.code(303).header('location', '/booked').send();
    },
  );

  app.get('/admin/leads', (req, reply) => {
    const tok = req.cookies.sid,
      now = Math.floor(Date.now() / 1000);
    const ses =
      tok &&
      getSession.get(
        crypto.createHash('sha256').update(tok).digest('hex'),
        now,
      );
    if (!ses)
      return reply
        .code(401)
        .type('text/html; charset=utf-8')
        .send(page('Sign in', '<h1>Please sign in</h1>'));
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
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(
        render('Leads', 'leads', {
          rows,
          status,
          dir,
          pg,
          more,
          user: ses.user,
          when: t =>
            new Date(t * 1000).toISOString().slice(0, 16).replace('T', ' '),
        }),
      );
  });
  app.listen({ port: +process.env.PORT, host: '127.0.0.1' });
}
