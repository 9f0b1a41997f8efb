// Texts that were made to run, typed into every field a visitor has, and shown
// wherever they are shown: the form that comes back, the visitor's own pages,
// the owner's list, the lead, today, the search (REQ 27). Nothing may run, no
// page may complain, and no element may be there that a harmless text does not
// make as well. The control: a page of ours that holds them unescaped and has
// no policy runs them. Prints TAP.
import { createServer } from 'node:http';

import { drive, must, open, signIn, step } from './inspect.mjs';

const { PUBLIC, ADMIN } = process.env;

// As the program announces them for the demonstration.
const EMAIL = 'owner@example.org';
const PASSPHRASE = 'four ways to start';

const RUN = 'top.ran=7313';
const polyglots = [
	`<script>${RUN}</script>`,
	`"><img src=x onerror=${RUN}>`,
	`'><svg onload=${RUN}>`,
	`" autofocus onfocus="${RUN}" x="`,
	`</textarea><script>${RUN}</script>`,
	`</title></style><svg/onload=${RUN}>`,
	`javascript:${RUN}//"><a href="javascript:${RUN}">x</a>`,
	`--><details open ontoggle=${RUN}>x</details>`,
	`<iframe srcdoc="<script>${RUN}</script>"></iframe>`,
	`&lt;script&gt;${RUN}&lt;/script&gt;<b id=extra>{{7*7}}\${7*7}`,
];

// The elements of a page, what they are and not what they say.
const shape = (page) => page.evaluate(() => [...document.querySelectorAll('body *')]
	.map((part) => part.localName).sort().join(' '));

// Whether a text ran. All that the page names has come or failed; a focus or a
// toggle comes with the next frame.
const ran = (page) => page.evaluate(() => new Promise((tell) => {
	requestAnimationFrame(() => requestAnimationFrame(() =>
		setTimeout(() => tell(window.ran === 7313))));
}));

async function quiet(page, where) {
	must(!await ran(page), `a text ran on ${where}`);
	must(await page.locator('#extra, [onerror], [onload], [onfocus], [ontoggle], iframe')
		.count() === 0, `markup on ${where}`);
	must(await page.locator('a[href^="javascript:" i]').count() === 0, `a link on ${where}`);
}

const send = (page) => page.evaluate(() =>
	document.querySelector('form[action="/contact"]').submit());

// The form comes back for want of consent, holding all that was typed, and is
// then sent from there.
async function write(page, text, number) {
	await page.goto(`${PUBLIC}/contact`);
	await page.fill('#name', text.slice(0, 100));
	await page.fill('#email', `visitor${number}@example.org`);
	await page.fill('#company', text.slice(0, 100));
	await page.fill('#message', `${text}\n${text}`);
	await send(page);
	await page.waitForSelector('.summary');
	await quiet(page, 'the form that comes back');
	must(await page.inputValue('#company') === text.slice(0, 100), 'the text is another');
	await page.check('[name=consent]');
	await send(page);
	await page.waitForURL('**/contact/thanks*');
}

const places = ['/search?q=', '/book?tz=', '/assessment?team=', '/book?result=',
	'/assessment/js-data-grow-poly/vs?code=', '/'];

// Each text in the search, which shows it, and in one place more; over all
// texts each place has its turn.
async function addresses(page) {
	for (const [number, text] of polyglots.entries())
		for (const place of new Set([places[0], places[number % places.length]])) {
			await page.goto(PUBLIC + place + encodeURIComponent(text));
			await quiet(page, place);
		}
	await page.goto(`${ADMIN}/admin/login?next=${encodeURIComponent(polyglots[1])}`);
	await quiet(page, 'the login');
}

// The numbers of the leads that came in: the newest of the list.
async function newest(page, count) {
	await page.goto(`${ADMIN}/admin/leads`);
	const links = await page.locator('.lead-link').evaluateAll((all) =>
		all.map((link) => Number(/\d+/.exec(link.getAttribute('href'))[0])));
	return links.sort((a, b) => b - a).slice(0, count);
}

async function desk(page) {
	const ids = await newest(page, polyglots.length + 1);
	must(ids.length === polyglots.length + 1, `only ${ids.length} leads`);
	const plain = ids[ids.length - 1];
	for (const path of ['/admin', '/admin/leads', '/admin/leads?view=board',
		'/admin/quarantine', '/admin/bookings', '/admin/audit', '/admin/outbox']) {
		await page.goto(ADMIN + path);
		await quiet(page, path);
	}
	await page.goto(`${ADMIN}/admin/leads/${plain}`);
	const wanted = await shape(page);
	for (const id of ids.slice(0, -1)) {
		await page.goto(`${ADMIN}/admin/leads/${id}`);
		await quiet(page, `lead ${id}`);
		must(await shape(page) === wanted, `other elements on lead ${id}`);
	}
	for (const text of polyglots.slice(0, 4)) {
		await page.goto(`${ADMIN}/admin/leads?q=${encodeURIComponent(text)}`);
		await quiet(page, 'the search of the desk');
		must(await page.inputValue('#q') === text, 'the text is another');
	}
}

// One waits for a click, one is for who decodes it once too often.
const sleeps = (text) => text.startsWith('javascript:') || text.startsWith('&lt;');

// Does everything wrong, for one text, which must run unless it sleeps. A busy
// machine may draw the page, and give the focus, long after it has come.
async function unescaped(browser, text) {
	const server = createServer((_, answer) => answer.writeHead(200,
		{ 'content-type': 'text/html' }).end(`<title>x</title><input value="${text}">` +
		`<input value='${text}'><textarea>${text}</textarea><p>${text}`));
	await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
	const page = await browser.newPage();
	await page.goto(`http://127.0.0.1:${server.address().port}/`);
	if (sleeps(text))
		must(!await ran(page), `this ran by itself: ${text}`);
	else
		await page.waitForFunction(() => window.ran === 7313, null, { timeout: 20000 })
			.catch(() => must(false, `this did not run: ${text}`));
	await page.close();
	server.close();
}

const visit = { name: 'xss', width: 1280, height: 800, scheme: 'light' };
await drive([visit], async (browser, own) => {
	const page = await open(browser, own);
	await step('what visitors type runs nowhere', async () => {
		for (const [number, text] of ['Nothing but words', ...polyglots].entries())
			await write(page, text, number);
	});
	await step('what stands in an address runs nowhere', () => addresses(page));
	await step('the owner signs in', () => signIn(page, EMAIL, PASSPHRASE));
	await step('and nowhere on the desk', () => desk(page));
	await step('no page complained', () => {
		const complaints = own.complaints.filter((text) => !/status of 4\d\d/.test(text));
		must(complaints.length === 0, complaints.join('\n'));
	});
	await step('the control: unescaped they run', async () => {
		for (const text of polyglots)
			await unescaped(browser, text);
	});
	await page.context().close();
});
