// A call from the first look at the times to the last trace of it, by keyboard
// alone, with and without script: booked, lost to somebody faster and booked
// again, moved, corrected, cancelled, erased; and a message without a call. The
// server's clock stands at Monday 23 November 2026, nine in Berlin. Prints
// TAP; leaves a screenshot of every page in $SHOTS.
import { drive, inspect, must, open, step, tabTo } from './inspect.mjs';

const { PUBLIC } = process.env;

const visits = [
	{ name: 'call-phone-light', width: 390, height: 844, scheme: 'light', script: false },
	{ name: 'call-phone-dark', width: 390, height: 844, scheme: 'dark' },
	{ name: 'call-desk-light', width: 1280, height: 800, scheme: 'light' },
	{ name: 'call-desk-dark', width: 1280, height: 800, scheme: 'dark', zone: 'Asia/Kathmandu' },
];

// Visits go on side by side: each has a week day of its own.
const days = ['24', '25', '26', '30'];

const slotAt = (visit, time) => `2026-11-${days[visits.indexOf(visit)]}T${time}:00Z`;

const focused = (page, look) => page.evaluate(look);

async function press(page, selector, key = 'Enter') {
	await tabTo(page, selector);
	await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
}

// From the radio button that the keyboard stops at, by arrows to this one.
async function choose(page, value) {
	await tabTo(page, 'input[name=slot]');
	await page.keyboard.press('Space');
	for (let presses = 0; presses < 400; presses++) {
		if (await focused(page, () => document.activeElement.value) === value)
			return;
		await page.keyboard.press('ArrowDown');
	}
	throw new Error(`the arrows do not reach ${value}`);
}

async function type(page, selector, text) {
	await tabTo(page, selector);
	await page.keyboard.press('Control+A');
	await page.keyboard.type(text);
}

async function write(page, visit) {
	await type(page, '#name', visit.name);
	await type(page, '#email', `${visit.name}@example.org`);
	await type(page, '#message', 'First line');
	await page.keyboard.press('Enter');
	await page.keyboard.type('Second line');
	await tabTo(page, '#consent');
	await page.keyboard.press('Space');
}

// Somebody else takes a slot, without a browser.
async function takenByAnother(page, value) {
	const text = await (await page.request.get(`${PUBLIC}/book`)).text();
	const answer = await page.request.post(`${PUBLIC}/book`, { maxRedirects: 0,
		form: { slot: value, name: 'Another', email: 'another@example.org', consent: 'yes',
			nonce: /name="nonce" value="([^"]+)"/.exec(text)[1] } });
	must(answer.status() === 303, `another: ${answer.status()}`);
}

async function look(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('the times, each named with day, times and zone'), async () => {
		await page.goto(`${PUBLIC}/book`);
		if (visit.zone)
			await page.waitForURL(/tz=Asia/);
		await inspect(visit, page, 'book');
		const first = await page.getByRole('radio').first().evaluate((radio) => radio.ariaLabel);
		must(/^[A-Z][a-z]+day \d+ [A-Z][a-z]+ 2026, \d\d:\d\d to \d\d:\d\d, \w+\/\w+$/.test(first),
			`named ${first}`);
		must(await page.getByRole('radio', { name: /Friday/ }).count() === 0, 'a day off');
		// Browsers know this zone by its older name.
		const zone = await page.inputValue('#tz');
		must(zone.replace('Katm', 'Kathm') === (visit.zone ?? 'Europe/Berlin'), `the zone ${zone}`);
		must(first.endsWith(`, ${zone}`), `named ${first}`);
	});
	await step(say('a whole week day in the list has its twelve times'), async () => {
		must(await page.getByRole('group', { name: 'Wednesday 2 December 2026' })
			.getByRole('radio').count() === 12, 'not twelve');
	});
}

async function take(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('what will be sent is shown first'), async () => {
		await choose(page, slotAt(visit, '09:00'));
		await write(page, visit);
		await press(page, 'button[name=preview]');
		must((await page.locator('#preview').innerText()).includes('Second line'), 'no message');
		must(await focused(page, () => document.activeElement.id) === 'preview', 'no focus');
		await inspect(visit, page, 'book-preview');
	});
	await step(say('somebody was faster, and nothing is lost'), async () => {
		await takenByAnother(page, slotAt(visit, '09:00'));
		await press(page, '#preview button');
		must(await focused(page, () => document.activeElement.getAttribute('role')) === 'alert',
			'the alert has no focus');
		must(await page.inputValue('#name') === visit.name, 'the name is lost');
		must(await page.inputValue('#message') === 'First line\nSecond line', 'the lines');
		must(await page.isChecked('#consent'), 'the consent is lost');
		must(await page.locator('.nearest input').count() === 3, 'not three times near it');
		await inspect(visit, page, 'book-taken');
	});
	await step(say('another time is booked at once'), async () => {
		await choose(page, slotAt(visit, '10:00'));
		await press(page, 'form.booking .actions .button');
		must(/\/booking\/[\w-]{43}$/.test(page.url()), page.url());
		must((await page.locator('h1').innerText()) === 'Your call is booked', 'not booked');
		await inspect(visit, page, 'own');
	});
}

async function change(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	const own = page.url();
	await step(say('the call is moved'), async () => {
		await press(page, 'a.button[href$="/reschedule"]');
		await inspect(visit, page, 'own-move');
		await choose(page, slotAt(visit, '13:00'));
		await press(page, 'form.booking .actions .button');
		must(page.url() === own, page.url());
		must((await page.locator('.when').innerText()).includes(visit.zone ? '18:45' : '14:00'),
			'the old time');
	});
	await step(say('a correction with a mistake, and without'), async () => {
		await press(page, 'a[href$="/correct"]');
		await type(page, '#email', 'no address');
		await press(page, 'main form button');
		must(await page.inputValue('#email') === 'no address', 'lost');
		await inspect(visit, page, 'own-correct');
		await type(page, '#email', 'new@example.org');
		await press(page, 'main form button');
		must((await page.locator('.own-facts').innerText()).includes('new@example.org'), 'the old');
	});
	await step(say('the call is cancelled for good'), async () => {
		await tabTo(page, 'summary');
		await page.keyboard.press('Enter');
		await press(page, 'form[action$="/cancel"] button');
		must((await page.locator('h1').innerText()) === 'This call is cancelled', 'not cancelled');
		await inspect(visit, page, 'own-cancelled');
		await page.goto(`${own}/reschedule`);
		must((await page.locator('[role=alert]').innerText()).includes('final'), 'not said');
		await inspect(visit, page, 'own-refused');
	});
	await step(say('everything is erased, after a question'), async () => {
		await page.goto(own);
		await press(page, 'a[href$="/erase"]');
		await inspect(visit, page, 'own-erase');
		await press(page, 'form[action$="/erase"] button');
		must((await page.locator('h1').innerText()).includes('is erased'), 'not erased');
		must(!(await page.content()).includes('new@example.org'), 'still there');
		await inspect(visit, page, 'own-erased');
	});
}

async function ask(visit, page) {
	const say = (name) => `${visit.name}: ${name}`;
	await step(say('none of the times suits: a message with a wish'), async () => {
		await page.goto(`${PUBLIC}/book?tz=Europe/Berlin`);
		await press(page, '.none-suits a');
		await inspect(visit, page, 'contact');
		await press(page, 'main form button');
		must(await page.locator('[role=alert] li').count() === 4, 'not four sentences');
		await inspect(visit, page, 'contact-wrong');
		await type(page, '#name', visit.name);
		await type(page, '#email', `${visit.name}@example.org`);
		await page.fill('#wish1', '2026-12-01T17:15');
		await tabTo(page, '#consent');
		await page.keyboard.press('Space');
		await press(page, 'main form button');
		must(page.url() === `${PUBLIC}/contact/thanks`, page.url());
		await inspect(visit, page, 'contact-thanks');
	});
	await step(say('what a program may have sent waits for an answer'), async () => {
		const answer = await page.request.post(`${PUBLIC}/book`, { maxRedirects: 0,
			form: { slot: slotAt(visit, '15:30'), name: 'A', email: 'a@example.org',
				consent: 'yes', website: 'x' } });
		await page.goto(PUBLIC + answer.headers().location);
		must((await page.locator('h1').innerText()) === 'We have your request', 'no request');
		await inspect(visit, page, 'own-requested');
	});
}

await drive(visits, async (browser, visit) => {
	const page = await open(browser, visit);
	for (const part of [look, take, change, ask])
		await part(visit, page);
	await page.context().close();
});
