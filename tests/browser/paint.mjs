// How soon a page is seen, and how much comes over the wire, for every kind of
// page on a processor four times as slow. Asserted is what is the same on
// every machine: nothing moves while a page loads, and how many bytes there
// are. Times are printed, not asserted. Prints TAP; the table is left in
// $SHOTS/weights.md.
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { drive, must, open, step } from './inspect.mjs';
import { desk, door, own, visitors } from './pages.mjs';
import { caller, outside, owner, visitor } from './people.mjs';

const { PUBLIC, SHOTS } = process.env;
const KB = 1024;
const slower = 4;

// gzip -9, for that is what everybody can measure.
const budgets = [
	['css', 14 * KB],
	['js', 6 * KB],
];

// The whole of a page with everything it asks for, as a browser gets it.
const most = { visitor: 50 * KB, owner: 100 * KB };

const sorts = { Document: 'html', Stylesheet: 'css', Script: 'js' };
const rows = [];

// Bytes on the wire by sort, heads included.
async function weigh(page) {
	const wire = { html: 0, css: 0, js: 0, other: 0, encoding: '' };
	const session = await page.context().newCDPSession(page);
	const sortOf = new Map();
	await session.send('Network.enable');
	await session.send('Network.setCacheDisabled', { cacheDisabled: true });
	await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
	session.on('Network.responseReceived', ({ requestId, type, response }) => {
		sortOf.set(requestId, sorts[type] ?? 'other');
		if (type === 'Document')
			wire.encoding = response.headers['content-encoding'] ?? 'identity';
	});
	session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		wire[sortOf.get(requestId) ?? 'other'] += encodedDataLength;
	});
	return wire;
}

// What the browser noted of its own painting, two frames after the first.
const painted = (page) => page.evaluate(async () => {
	let shift = 0;
	const moved = [];
	new PerformanceObserver((list) => {
		for (const entry of list.getEntries()) {
			shift += entry.value;
			moved.push(...entry.sources.map((source) => source.node?.localName ?? '?'));
		}
	}).observe({ type: 'layout-shift', buffered: true });
	const first = await new Promise((done) => {
		new PerformanceObserver((list) => {
			for (const entry of list.getEntriesByName('first-contentful-paint'))
				done(entry.startTime);
		}).observe({ type: 'paint', buffered: true });
		setTimeout(done, 10000, 0);
	});
	for (let frames = 0; frames < 2; frames++)
		await new Promise(requestAnimationFrame);
	await new Promise((done) => setTimeout(done));
	return { shift, moved, first };
});

// One load of a page, in a browser that has nothing of it yet.
async function load(browser, { origin, state }, path) {
	const page = await open(browser, { width: 390, height: 844, scheme: 'light', state });
	const wire = await weigh(page);
	await page.goto(origin + path, { waitUntil: 'load' });
	const { shift, moved, first } = await painted(page);
	await page.context().close();
	return { ...wire, total: wire.html + wire.css + wire.js + wire.other, shift, moved, first };
}

// Where the parser of a busy machine rests in the middle of a page, what comes
// then may move what is there; what a page does to itself, it does each time.
async function measure(browser, who, [name, path], limit) {
	let row;
	for (let loads = 0; loads < 3 && !(row?.shift === 0); loads++) {
		row = await load(browser, who, path);
		if (row.shift > 0)
			console.log(`# ${name} moved by ${row.shift}: ${row.moved.join(' ')}`);
	}
	rows.push({ name, ...row });
	must(row.shift === 0, `what stands there moves by ${row.shift}: ${row.moved.join(' ')}`);
	must(row.first > 0, 'nothing was painted');
	must(row.total <= limit, `${row.total} bytes come over the wire, ${limit} may`);
}

// A page that moves and weighs too much, so that both are seen to be found.
async function seeFail(browser) {
	const page = await open(browser, { width: 390, height: 844, scheme: 'light' });
	await page.setContent('<!doctype html><title>T</title><p id="a">a</p>');
	await page.evaluate(() => new Promise((done) => {
		requestAnimationFrame(() => requestAnimationFrame(() => {
			document.body.style.paddingTop = '300px';
			requestAnimationFrame(() => requestAnimationFrame(done));
		}));
	}));
	const { shift, first } = await painted(page);
	await page.context().close();
	must(shift > 0, 'nothing was seen to move');
	must(first > 0, 'nothing was seen to be painted');
}

function table() {
	const kb = (bytes) => (bytes / KB).toFixed(1);
	const lines = ['| page | HTML | CSS | JS | other | all | encoding | first paint | shift |',
		'|---|--:|--:|--:|--:|--:|---|--:|--:|'];
	for (const row of rows)
		lines.push(`| ${row.name} | ${kb(row.html)} | ${kb(row.css)} | ${kb(row.js)} | ` +
			`${kb(row.other)} | ${kb(row.total)} | ${row.encoding} | ` +
			`${Math.round(row.first)} ms | ${row.shift} |`);
	return `KB over the wire, nothing cached; a processor ${slower} times as slow.\n\n` +
		`${lines.join('\n')}\n`;
}

for (const [suffix, limit] of budgets)
	await step(`site.${suffix} is no larger than ${limit} bytes, packed`, async () => {
		const book = await (await fetch(`${PUBLIC}/book`)).text();
		const [, path] = book.match(new RegExp(`(?:href|src)="([^"]+[.]${suffix})"`));
		const served = await (await fetch(PUBLIC + path)).arrayBuffer();
		const bytes = gzipSync(Buffer.from(served), { level: 9 }).length;
		console.log(`# ${path}: ${bytes} bytes`);
		must(bytes <= limit, `${bytes} bytes`);
	});

const pieces = [
	...visitors.map((kind) => [visitor, kind, most.visitor]),
	...own.map((kind) => [caller, kind, most.visitor]),
	...door.map((kind) => [outside, kind, most.owner]),
	...desk.map((kind) => [owner, kind, most.owner]),
];
process.on('exit', () => {
	rows.sort((a, b) => b.total - a.total);
	writeFileSync(`${SHOTS}/weights.md`, table());
	console.log(table().replace(/^/gm, '# '));
});
await drive([[seeFail], ...pieces], async (browser, [who, kind, limit]) => {
	if (who === seeFail)
		await step('what moves is seen to move', () => seeFail(browser));
	else
		await step(`${kind[0]} stands still from the first, and is light`, async () =>
			measure(browser, await who(browser), kind, limit));
});
