// The main job in a real browser, in the widths and schemes people have, with
// and without script, by keyboard where it matters. Every page must pass axe,
// fit its width, and ask for nothing that is refused. Prints TAP; leaves a
// screenshot of every page in $SHOTS.
import { drive, inspect, must, open, step, tabTo } from './inspect.mjs';

const { PUBLIC, ADMIN, EMAIL, PASSPHRASE } = process.env;

const visits = [
	{ name: 'phone-light', width: 390, height: 844, scheme: 'light' },
	{ name: 'phone-dark', width: 390, height: 844, scheme: 'dark' },
	{ name: 'desk-light', width: 1280, height: 800, scheme: 'light' },
	{ name: 'desk-dark', width: 1280, height: 800, scheme: 'dark' },
	{ name: 'phone-noscript', width: 390, height: 844, scheme: 'light', script: false },
];

async function answerByKeyboard(page, answers) {
	for (const [question, place] of Object.entries(answers)) {
		await tabTo(page, `input[name=${question}]`);
		await page.keyboard.press('Space');
		for (let down = 0; down < place; down++)
			await page.keyboard.press('ArrowDown');
	}
	await tabTo(page, 'form.questions button, main form button[type=submit]');
	await Promise.all([page.waitForURL(/\/assessment\/[a-z-]+$/),
		page.keyboard.press('Enter')]);
}

async function fillBooking(visit, page) {
	// Visits go on side by side: each has a time of its own.
	await page.locator('input[name=slot]').nth(3 * visits.indexOf(visit)).check();
	await page.fill('#name', visit.name);
	await page.fill('#email', 'ada@example.org');
	await page.fill('#company', 'Example & Sons');
	await page.fill('#message', 'First line\nSecond line');
	await page.check('#consent');
}

async function send(page, selector) {
	await Promise.all([page.waitForLoadState('load'),
		page.waitForResponse((answer) => answer.request().isNavigationRequest()),
		page.click(selector)]);
	await page.waitForLoadState('load');
}

async function read(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('the front page'), async () => {
		const answer = await page.goto(`${PUBLIC}/`);
		must(answer.status() === 200, `status ${answer.status()}`);
		await inspect(visit, page, 'home');
	});
	await step(say('the first stop of the keyboard skips to the content'), async () => {
		await page.keyboard.press('Tab');
		must(await page.evaluate(() => document.activeElement.getAttribute('href')) === '#main',
			'no skip link');
		await page.keyboard.press('Enter');
		await page.waitForURL((url) => url.hash === '#main', { timeout: 10000 });
	});
	await step(say('the list of guides'), async () => {
		await page.goto(`${PUBLIC}/guides`);
		await inspect(visit, page, 'guides');
	});
	// Guides are long and alike: all of them once, one in the other visits.
	await step(say(visit === visits[0] ? 'every guide' : 'a guide'), async () => {
		const links = await page.locator('main a[href^="/guides/"]').evaluateAll(
			(all) => [...new Set(all.map((link) => link.getAttribute('href')))]);
		must(links.length >= 2, `${links.length} guides`);
		for (const link of visit === visits[0] ? links : links.slice(0, 1)) {
			await page.goto(PUBLIC + link);
			await inspect(visit, page, `guide-${link.split('/').pop()}`);
		}
	});
}

async function decide(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('the four questions'), async () => {
		await page.goto(`${PUBLIC}/assessment`);
		await inspect(visit, page, 'assessment');
	});
	await step(say('a missing answer is asked for'), async () => {
		await page.click('label[for=team-js]');
		await send(page, 'form.questions button');
		must(await page.isChecked('#team-js'), 'the answer is lost');
		must(await page.locator('[role=alert]').count() === 1, 'no summary');
		await inspect(visit, page, 'assessment-missing');
	});
	await step(say('answered by keyboard alone'), async () => {
		await page.goto(`${PUBLIC}/assessment`);
		await answerByKeyboard(page, { team: 0, hard: 2, life: 1, lang: 3 });
		must(page.url().endsWith('/assessment/js-data-grow-poly'), page.url());
		await inspect(visit, page, 'result');
	});
}

async function book(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('the result leads to the call and comes along'), async () => {
		await send(page, 'main a[href^="/book"]');
		must(await page.locator('input[name=result]').first().inputValue() ===
			'js-data-grow-poly', 'the result is lost');
		await page.selectOption('#tz', 'Europe/Berlin');
		await send(page, '.zone-form button');
		must(await page.locator('input[name=result]').first().inputValue() ===
			'js-data-grow-poly', 'the result is lost with the zone');
		await inspect(visit, page, 'book');
	});
	await step(say('a form with mistakes keeps what was typed'), async () => {
		await fillBooking(visit, page);
		await page.fill('#email', 'no address');
		await send(page, 'form.booking button[type=submit]');
		must(await page.inputValue('#name') === visit.name, 'the name is lost');
		must(await page.inputValue('#message') === 'First line\nSecond line', 'lines are lost');
		must(await page.locator('#email[aria-invalid=true]').count() === 1, 'not marked');
		must(await page.locator('input[name=slot]:checked').count() === 1, 'the slot is lost');
		await inspect(visit, page, 'book-mistake');
	});
	await step(say('the call is booked'), async () => {
		await page.fill('#email', 'ada@example.org');
		await send(page, 'form.booking button[type=submit]');
		must(/\/booking\/[\w-]{43}$/.test(page.url()), page.url());
		await inspect(visit, page, 'booking');
	});
	await step(say('a page that is not there'), async () => {
		const answer = await page.goto(`${PUBLIC}/nowhere`);
		must(answer.status() === 404, `status ${answer.status()}`);
		await inspect(visit, page, 'not-found');
	});
}

async function manage(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('the door of the desk'), async () => {
		await page.goto(`${ADMIN}/admin/leads`);
		must(new URL(page.url()).pathname === '/admin/login', page.url());
		await inspect(visit, page, 'login');
	});
	await step(say('a wrong passphrase'), async () => {
		await page.fill('#email', EMAIL);
		await page.fill('#password', 'not the right passphrase');
		await send(page, 'main form button');
		must(await page.inputValue('#email') === EMAIL, 'the address is lost');
		await inspect(visit, page, 'login-wrong');
	});
	await step(say('the leads'), async () => {
		await page.fill('#password', PASSPHRASE);
		await send(page, 'main form button');
		must(new URL(page.url()).pathname === '/admin/leads', page.url());
		must(await page.getByText(visit.name).count() > 0, 'the booking is not listed');
		await inspect(visit, page, 'leads');
	});
	await step(say('the lead'), async () => {
		await page.getByRole('link', { name: visit.name }).first().click();
		await page.waitForURL(/\/admin\/leads\/\d+$/);
		must((await page.locator('main').innerText()).includes('Second line'), 'no message');
		await inspect(visit, page, 'lead');
	});
	await step(say('signed out'), async () => {
		const more = page.locator('.nav-more summary');
		if (await more.isVisible())
			await more.click();
		await send(page, 'form[action="/admin/logout"] button');
		await page.goto(`${ADMIN}/admin/leads`);
		must(new URL(page.url()).pathname === '/admin/login', page.url());
	});
}

await drive(visits, async (browser, visit) => {
	const page = await open(browser, visit);
	for (const part of [read, decide, book, manage])
		await part(visit, page);
	await page.context().close();
});
