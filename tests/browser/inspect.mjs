// What every walk through the site needs: a browser with two lanes, steps
// reported as TAP, and what must hold on every page, whatever is on it.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const { PUBLIC, ADMIN, SHOTS } = process.env;
const axe = readFileSync(
	createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Chromium without windows costs two thirds of the other one's work.
const chrome = process.env.CHROMIUM ?? ['/usr/bin/chromium-headless-shell',
	'/usr/bin/chromium'].find((path) => existsSync(path));

let count = 0;
let failures = 0;

export async function step(name, work) {
	try {
		await work();
		console.log(`ok ${++count} - ${name}`);
	} catch (error) {
		failures++;
		console.log(`not ok ${++count} - ${name}`);
		for (const line of String(error.stack ?? error).split('\n'))
			console.log(`# ${line}`);
	}
}

export function must(truth, sentence) {
	if (!truth)
		throw new Error(sentence);
}

export async function signIn(page, email, passphrase) {
	await page.goto(`${ADMIN}/admin/login`);
	await page.fill('#email', email);
	await page.fill('#password', passphrase);
	await page.click('main button');
	await page.waitForURL((url) => url.pathname !== '/admin/login');
}

async function broken(page, runOnly) {
	if (!await page.evaluate(() => 'axe' in window))
		await page.evaluate(axe);
	const result = await page.evaluate((what) => window.axe.run(document, {
		runOnly: what, resultTypes: ['violations'] }), runOnly);
	return result.violations.map((violation) => `${violation.id}: ` +
		`${violation.help}: ${violation.nodes.map((node) =>
			`${node.target.join(' ')} (${node.any.concat(node.all, node.none)
				.map((check) => check.message).join('; ')})`).join(', ')}`);
}

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
	'best-practice'];
const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

// Of a page in the dark, its colours: the rest is what it is by day, when the
// same page is looked at too.
export async function violations(page) {
	const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
	return broken(page, dark ? colours : everything);
}

// Text with less contrast than 7:1, large text with less than 4.5:1.
export const faint = (page) => broken(page,
	{ type: 'rule', values: ['color-contrast-enhanced'] });

// A picture of the whole page; of a very long one, its first few screens.
export async function picture(page, path, most = 6000) {
	const [width, height] = await page.evaluate(() => [window.innerWidth,
		document.documentElement.scrollHeight]);
	// Half the work of page.screenshot, which packs the picture well.
	const session = await page.context().newCDPSession(page);
	const { data } = await session.send('Page.captureScreenshot', { format: 'png',
		optimizeForSpeed: true, captureBeyondViewport: true,
		clip: { x: 0, y: 0, width, height: Math.min(height, most), scale: 1 } });
	await session.detach();
	writeFileSync(path, Buffer.from(data, 'base64'));
}

// What holds on every page, whatever is on it.
export async function inspect(visit, page, name) {
	await picture(page, `${SHOTS}/${visit.name}-${name}.png`);
	// axe itself is script; the pages are the same ones.
	const found = visit.script === false ? [] : await violations(page);
	must(found.length === 0, `axe: ${found.join('\n')}`);
	const [content, room] = await page.evaluate(() => [
		document.documentElement.scrollWidth, document.documentElement.clientWidth]);
	must(content <= room, `${content} px wide on ${room} px`);
	must((await page.locator('h1').count()) === 1, 'not exactly one h1');
	const complaints = visit.complaints.splice(0);
	must(complaints.length === 0, complaints.join('\n'));
}

// Tabs until the focused element matches, so that what cannot be reached by
// keyboard is found.
export async function tabTo(page, selector) {
	for (let presses = 0; presses < 120; presses++) {
		await page.keyboard.press('Tab');
		if (await page.evaluate((wanted) =>
			document.activeElement.matches(wanted), selector))
			return;
	}
	throw new Error(`the keyboard does not reach ${selector}`);
}

// A refusal is a page like any other; the console's line about its status is
// no complaint, nor is what was still on its way when we went on.
function listen(visit, page) {
	visit.complaints = [];
	page.on('console', (message) => {
		if (message.type() === 'error' && !/status of 4(04|09|10|22)/.test(message.text()))
			visit.complaints.push(`console: ${message.text()}`);
	});
	page.on('pageerror', (error) => visit.complaints.push(`script: ${error}`));
	page.on('requestfailed', (request) => {
		if (request.failure()?.errorText !== 'net::ERR_ABORTED')
			visit.complaints.push(`failed: ${request.url()}`);
	});
	page.on('request', (request) => {
		if (![PUBLIC, ADMIN].includes(new URL(request.url()).origin))
			visit.complaints.push(`asked elsewhere: ${request.url()}`);
	});
}

// A page in a context of its own; visit: name, width, height, scheme, script,
// state (of somebody who has signed in).
export async function open(browser, visit) {
	const context = await browser.newContext({
		viewport: { width: visit.width, height: visit.height },
		colorScheme: visit.scheme,
		timezoneId: visit.zone ?? 'Europe/Berlin',
		javaScriptEnabled: visit.script ?? true,
		reducedMotion: 'reduce',
		storageState: visit.state,
	});
	context.setDefaultTimeout(30000);
	const page = await context.newPage();
	listen(visit, page);
	return page;
}

// Does each piece of work in one browser, two at a time, and ends the program.
export async function drive(pieces, work) {
	const browser = await chromium.launch({ executablePath: chrome, args: ['--no-sandbox', '--disable-gpu'] });
	const waiting = [...pieces];
	const lane = async () => {
		for (let piece = waiting.shift(); piece; piece = waiting.shift())
			await work(browser, piece);
	};
	try {
		await Promise.all([lane(), lane()]);
	} finally {
		await browser.close();
	}
	console.log(`1..${count}`);
	process.exit(failures === 0 ? 0 : 1);
}
