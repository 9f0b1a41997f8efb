// The owner's day at the desk, in a real browser, on a phone and on a desk,
// light and dark, with and without script: people write and book, and the
// owner sees them in the morning, sets dates in a click, takes one back,
// prepares and holds a call, writes down what was said and takes a copy out.
// The server's clock stands at Monday 23 November 2026, nine in Berlin. Prints
// TAP; leaves a screenshot of every page in $SHOTS.
import { readFileSync } from 'node:fs';
import { drive, inspect, must, open, step } from './inspect.mjs';

const { PUBLIC, ADMIN, EMAIL, PASSPHRASE } = process.env;

const visits = [
	{ name: 'day-phone-light', width: 390, height: 844, scheme: 'light' },
	{ name: 'day-phone-dark', width: 390, height: 844, scheme: 'dark' },
	{ name: 'day-desk-light', width: 1280, height: 800, scheme: 'light' },
	{ name: 'day-desk-dark', width: 1280, height: 800, scheme: 'dark' },
	{ name: 'day-phone-plain', width: 390, height: 844, scheme: 'light', script: false },
	{ name: 'day-desk-plain', width: 1280, height: 800, scheme: 'dark', script: false },
];

// Each visit has people of its own, and their calls a time of their own.
const times = ['08:00', '09:00', '10:00', '13:00', '14:00', '15:00'];
const place = (visit) => visits.indexOf(visit);
const writer = (visit) => `Wanda of ${visit.name}`;
const booker = (visit) => `Bo of ${visit.name}`;

async function send(page, path, fields) {
	const text = await (await page.request.get(`${PUBLIC}${path}`)).text();
	const answer = await page.request.post(`${PUBLIC}${path}`, { maxRedirects: 0,
		form: { nonce: /name="nonce" value="([^"]+)"/.exec(text)[1], consent: 'yes', ...fields } });
	must(answer.status() === 303, `${path}: ${answer.status()}`);
}

async function people(visit, page) {
	await step(`${visit.name}: somebody books with a result, and then writes as well`, async () => {
		const email = `${visit.name}@example.org`;
		await send(page, '/book', { name: booker(visit), email, company: 'Example Bakery',
			slot: `2026-11-24T${times[place(visit)]}:00Z`,
			result: 'js-data-grow-poly', message: 'We take orders by telephone.\nTwo of us know JavaScript.' });
		await send(page, '/contact', { name: writer(visit), email,
			message: 'One thing I forgot:\n\nwe also print labels.' });
	});
}

async function signIn(visit, page) {
	await step(`${visit.name}: signing in leads to today`, async () => {
		await page.goto(`${ADMIN}/admin/login`);
		await page.fill('#email', EMAIL);
		await page.fill('#password', PASSPHRASE);
		await page.click('main button');
		await page.waitForURL(`${ADMIN}/admin`);
		must(await page.innerText('h1') === 'Today', await page.innerText('h1'));
		must(await page.locator('.nav a').first().innerText() === 'Today', 'not the first entry');
	});
}

// The row of somebody, wherever on the page.
const row = (page, name) => page.locator('.todo li', { hasText: name });

async function morning(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('a message waits, and says for how long'), async () => {
		must(/Came within the last hour: 24 hours left/.test(await row(page, writer(visit)).innerText()),
			await row(page, writer(visit)).innerText());
		await inspect(visit, page, 'today');
	});
	await step(say('a date is set in a click, taken back, and set again'), async () => {
		await row(page, writer(visit)).getByRole('button', { name: 'Tomorrow' }).click();
		await page.waitForURL(/\/admin\?done=\d+$/);
		must((await page.innerText('.done')).includes(`Back to ${writer(visit)} on Tuesday`),
			await page.innerText('.done'));
		must(await row(page, writer(visit)).count() === 0, 'it still waits');
		await inspect(visit, page, 'today-done');
		await page.locator('.done button').click();
		await row(page, writer(visit)).waitFor();
		must((await page.innerText('.done')).includes('has no date any more'), 'not undone');
		await row(page, writer(visit)).getByRole('button', { name: '3 days' }).click();
		await page.locator('.done', { hasText: 'Thursday 26 November' }).waitFor();
	});
	await step(say('a call is booked by hand, and stands in the day'), async () => {
		await page.goto(`${ADMIN}/admin/bookings`);
		await page.fill('#starts', `2026-11-23T1${place(visit)}:30`);
		await page.fill('#name', `Hand of ${visit.name}`);
		await page.fill('#email', `hand-${visit.name}@example.net`);
		await page.locator('#form .button').click();
		await page.goto(`${ADMIN}/admin`);
		must((await page.locator('.agenda').innerText()).includes(`Hand of ${visit.name}`), 'no call');
		await inspect(visit, page, 'today-call');
	});
}

async function prepare(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('the lead has the answers and what was advised'), async () => {
		await page.goto(`${ADMIN}/admin/leads?q=${encodeURIComponent(booker(visit))}`);
		await page.locator('main a', { hasText: booker(visit) }).first().click();
		await page.waitForURL(/\/admin\/leads\/\d+/);
		const advice = await page.locator('#answers').innerText();
		must(/JavaScript or TypeScript/.test(advice), advice);
		must(await page.locator('.points-list li').count() > 4, 'no reasons');
		must((await page.locator('.others').innerText()).includes('2nd contact'), 'not linked');
		await inspect(visit, page, 'lead');
	});
	await step(say('on paper stands what the call needs, and no more'), async () => {
		await page.emulateMedia({ media: 'print' });
		for (const part of await page.locator('nav, form, .do, footer').all())
			must(!await part.isVisible(), `${await part.evaluate((e) => e.outerHTML.slice(0, 80))} is printed`);
		for (const part of ['.letter-text', '#answers', '.history', '.facts'])
			must(await page.locator(part).first().isVisible(), `${part} is not`);
		await inspect(visit, page, 'lead-paper');
		await page.emulateMedia({ media: 'screen' });
	});
}

async function after(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('the call was held: only what may follow is offered'), async () => {
		await page.locator('.moves').getByRole('button', { name: 'Call held' }).click();
		await page.locator('.done', { hasText: 'to Call held.' }).waitFor();
		const moves = await page.locator('.moves button').allInnerTexts();
		must(!moves.includes('New') && !moves.includes('Call held'), moves.join());
	});
	await step(say('what was recommended, a note and a date are kept'), async () => {
		await page.selectOption('#primary', 'node');
		await page.selectOption('#partner', 'python');
		await page.getByRole('button', { name: 'Write it down' }).click();
		await page.locator('.done', { hasText: 'Node.js with Python' }).waitFor();
		await page.fill('#note', 'Orders by telephone, labels too.\nSend the offer.');
		await page.getByRole('button', { name: 'Keep the note' }).click();
		await page.locator('.history', { hasText: 'Send the offer.' }).waitFor();
		await page.fill('#follow_up', '2026-12-01');
		await page.getByRole('button', { name: 'Set the date' }).click();
		await page.locator('.facts', { hasText: 'Tuesday 1 December 2026' }).waitFor();
		await inspect(visit, page, 'lead-after');
	});
	await step(say('a stack named twice is refused at its field'), async () => {
		await page.selectOption('#partner', 'node');
		await page.getByRole('button', { name: 'Write it down' }).click();
		must(await page.locator('#partner-problem').isVisible(), 'no problem is shown');
		must(await page.inputValue('#partner') === 'node', 'what was chosen is lost');
		await inspect(visit, page, 'lead-wrong');
	});
	await step(say('a copy is taken out, and the page tells of it'), async () => {
		await page.goto(page.url().replace(/\/recommended$/, ''));
		const [file] = await Promise.all([page.waitForEvent('download'),
			page.getByRole('link', { name: 'Download as JSON' }).click()]);
		const [lead] = JSON.parse(readFileSync(await file.path(), 'utf8'));
		must(lead.name === booker(visit) && lead.recommended === 'node+python', JSON.stringify(lead));
		await page.reload();
		must(/took a copy out/.test(await page.locator('.reads').innerText()), 'not told');
	});
}

await drive(visits, async (browser, visit) => {
	const page = await open(browser, visit);
	for (const work of [people, signIn, morning, prepare, after])
		await work(visit, page);
	await page.context().close();
});
