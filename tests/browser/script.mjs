// What the script adds: keys and the sheet that tells of them, buttons that
// copy, rows of the day that go without the page; and that all of it is gone,
// and nothing else, where there is no script. Then the parts of the design, and
// that every page of the desk reads well. Runs on the demonstration. Prints TAP.
import { tooWide } from './checks.mjs';
import { drive, inspect, must, open, signIn, step } from './inspect.mjs';

const { PUBLIC, ADMIN } = process.env;

// As the program announces them for the demonstration.
const EMAIL = 'owner@example.org';
const PASSPHRASE = 'four ways to start';

const path = (page) => new URL(page.url()).pathname;
const focused = (page, look) => page.evaluate(`(${look})(document.activeElement)`);
const sheet = (page) => page.locator('dialog[open]');

// As a visitor without script does it; gives where that leads.
async function send(page, to, fields) {
	const text = await (await page.request.get(PUBLIC + to)).text();
	const answer = await page.request.post(PUBLIC + to, { maxRedirects: 0,
		form: { nonce: /name="nonce" value="([^"]+)"/.exec(text)[1], consent: 'yes', ...fields } });
	must(answer.status() === 303, `status ${answer.status()}`);
	return answer.headers().location;
}

const write = (page, name) => send(page, '/contact', { name, message: 'Good morning.',
	email: `${name.replaceAll(' ', '-')}@example.org` });

async function keys(visit, page) {
	const leads = `${ADMIN}/admin/leads`;

	await step('g and a letter go to a page', async () => {
		await page.goto(`${ADMIN}/admin`);
		for (const [letter, to] of [['l', '/admin/leads'], ['b', '/admin/bookings'],
			['i', '/admin/insights'], ['t', '/admin']]) {
			await page.keyboard.press('g');
			await page.keyboard.press(letter);
			await page.waitForURL(ADMIN + to);
		}
	});
	await step('j and k move through the list, o opens, x ticks', async () => {
		await page.goto(leads);
		const names = await page.locator('.lead-link').allInnerTexts();
		for (const [key, name] of [['j', 0], ['j', 1], ['j', 2], ['k', 1]]) {
			await page.keyboard.press(key);
			const now = await focused(page, (e) => e.innerText);
			must(now === names[name], `${key}: ${now}`);
		}
		await page.keyboard.press('x');
		must(await page.locator('.tick input').nth(1).isChecked(), 'not ticked');
		await page.keyboard.press('j');
		await page.keyboard.press('k');
		await page.keyboard.press('o');
		await page.waitForURL(/\/admin\/leads\/\d+$/);
		must(await page.innerText('h1') === names[1], await page.innerText('h1'));
	});
	await step('n on a lead is for a note, and is not written into it', async () => {
		await page.keyboard.press('n');
		must(await focused(page, (e) => e.id) === 'note', 'not in the note');
		must(await page.inputValue('#note') === '', await page.inputValue('#note'));
	});
	await step('while somebody types, a key is a letter', async () => {
		await page.keyboard.type('glxj?/');
		must(await page.inputValue('#note') === 'glxj?/', await page.inputValue('#note'));
		must(await sheet(page).count() === 0, 'the sheet opened');
	});
	await step('/ searches, from another page too', async () => {
		await page.goto(`${ADMIN}/admin/audit`);
		await page.keyboard.press('/');
		await page.waitForURL(/\/admin\/leads#q$/);
		must(await focused(page, (e) => e.id) === 'q', 'not in the search');
		await page.goto(leads);
		await page.keyboard.press('/');
		must(await focused(page, (e) => e.id) === 'q', 'not in the search');
		must(await page.inputValue('#q') === '', await page.inputValue('#q'));
	});
	await step('a key with a modifier is left to the browser', async () => {
		await page.goto(leads);
		await page.keyboard.press('Alt+j');
		await page.keyboard.press('Control+?');
		must(await focused(page, (e) => e.localName) === 'body', 'the focus moved');
		must(await sheet(page).count() === 0, 'the sheet opened');
	});
}

async function help(visit, page) {
	await step('? shows the keys, Escape puts them away and the focus back', async () => {
		await page.goto(`${ADMIN}/admin/leads`);
		await page.keyboard.press('j');
		await page.keyboard.press('?');
		const text = await sheet(page).innerText();
		for (const word of ['Today', 'Leads', 'Settings', 'Next in the list', 'Search'])
			must(text.includes(word), `${word} is missing: ${text}`);
		await inspect(visit, page, 'keys');
		await page.keyboard.press('Escape');
		must(await sheet(page).count() === 0, 'it is still there');
		must(await focused(page, (e) => e.className) === 'lead-link', 'the focus is lost');
	});
	await step('while the sheet is open its keys do nothing else', async () => {
		await page.keyboard.press('?');
		await page.keyboard.press('g');
		await page.keyboard.press('t');
		must(path(page) === '/admin/leads', path(page));
		must(await sheet(page).count() === 1, 'not one sheet');
	});
	await step('they can be switched off, which holds, and on again', async () => {
		await page.uncheck('#keys-on');
		await sheet(page).getByRole('button', { name: 'Close' }).click();
		await page.reload();
		for (const key of ['j', '?', 'g', 't', '/'])
			await page.keyboard.press(key);
		must(path(page) === '/admin/leads', path(page));
		must(await focused(page, (e) => e.localName) === 'body', 'a key did something');
		await page.getByRole('button', { name: 'Keyboard' }).click();
		must(!await page.isChecked('#keys-on'), 'it says that they are on');
		await page.check('#keys-on');
		await page.keyboard.press('Escape');
		must(await focused(page, (e) => e.innerText) === 'Keyboard', 'the focus is lost');
		await page.keyboard.press('?');
		must(await sheet(page).count() === 1, 'still off');
		await page.keyboard.press('Escape');
	});
}

async function copied(page, found, text) {
	const button = await found.elementHandle();
	await button.click();
	await page.locator('[role=status].hidden', { hasText: 'Copied' }).waitFor();
	const clipboard = await page.evaluate(() => navigator.clipboard.readText());
	must(clipboard === text, `copied: ${clipboard}`);
	must(/^Copied/.test(await button.innerText()), await button.innerText());
	await page.waitForFunction((e) => /^Copy/.test(e.innerText), button);
}

async function copies(visit, page) {
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await step('an e-mail address is copied, and that is said', async () => {
		await page.goto(`${ADMIN}/admin/leads/1`);
		await copied(page, page.getByRole('button', { name: 'Copy the e-mail address' }),
			await page.innerText('.facts a[href^="mailto:"]'));
	});
	await step('the address of the private calendar is', async () => {
		await page.goto(`${ADMIN}/admin/settings`);
		await page.getByRole('button', { name: 'Make an address' }).click();
		if (await page.locator('#proof').count() === 1) {
			await page.fill('#proof', PASSPHRASE);
			await page.click('main button');
		}
		await copied(page, page.getByRole('button', { name: 'Copy the address' }),
			await page.innerText('.secret-address code'));
		await inspect(visit, page, 'calendar');
	});
	await step('the recovery code, which belongs on paper, is not', async () => {
		await page.goto(`${ADMIN}/admin/settings/recovery`);
		must(await page.locator('.paper-code').count() === 1, 'no code');
		must(await page.locator('.copy').count() === 0, 'it can be copied');
	});
	await step('the address of a visitor’s booking is', async () => {
		const times = await (await page.request.get(`${PUBLIC}/book/slots.json?days=14`)).text();
		const location = await send(page, '/book', { name: 'Bo Booker', email: 'bo@example.org',
			slot: /20\d\d-\d\d-\d\dT\d\d:\d\d:00Z/.exec(times)[0] });
		await page.goto(PUBLIC + location);
		await copied(page, page.getByRole('button', { name: 'Copy the address' }), page.url());
	});
	await step('the code of a guide is', async () => {
		await page.goto(`${PUBLIC}/guides/nodejs-under-load`);
		const code = page.locator('.prose pre').first();
		await copied(page, page.locator('.prose pre + .copy').first(),
			await code.evaluate((e) => e.textContent));
		await inspect(visit, page, 'guide');
	});
	await step('a page with nothing to copy has no script', async () => {
		await page.goto(`${PUBLIC}/guides`);
		must(await page.locator('script[src]').count() === 0, 'it has');
	});
}

async function day(visit, page) {
	await step('a date is set without the page going, and the next row has the focus', async () => {
		for (const name of ['First Writer', 'Second Writer', 'Third Writer'])
			await write(page, name);
		await page.goto(`${ADMIN}/admin`);
		await page.evaluate(() => { window.same = true; });
		const row = (name) => page.locator('.todo li', { hasText: name });
		await row('Second Writer').getByRole('button', { name: 'Tomorrow' }).click();
		await page.locator('.done', { hasText: 'Second Writer' }).waitFor();
		must(await page.evaluate(() => window.same === true), 'the page went');
		must(await row('Second Writer').count() === 0, 'they still wait');
		must(await focused(page, (e) => e.innerText) === 'Third Writer',
			await focused(page, (e) => e.outerHTML.slice(0, 99)));
		must((await page.innerText('[role=status].hidden')).includes('Second Writer'), 'not said');
	});
	await step('u takes it back', async () => {
		await page.keyboard.press('u');
		await page.locator('.todo li', { hasText: 'Second Writer' }).waitFor();
		must(await page.evaluate(() => window.same === true), 'the page went');
	});
}

const pages = ['', '/leads', '/leads?view=board', '/leads/1', '/bookings', '/availability',
	'/quarantine', '/insights', '/outbox', '/audit', '/settings', '/settings/passphrase',
	'/settings/second-factor', '/design'];

// The contrast of WCAG's level AAA, which axe knows as a rule of its own.
async function faint(page) {
	return page.evaluate(async () => (await window.axe.run(document, {
		runOnly: { type: 'rule', values: ['color-contrast-enhanced'] } })).violations
		.flatMap(({ nodes }) => nodes.map(({ target, any }) => `${target} ${any[0].message}`)));
}

async function looks(visit, page) {
	for (const one of pages)
		await step(`/admin${one} reads well on every screen`, async () => {
			await page.goto(`${ADMIN}/admin${one}`);
			for (const width of [320, 390, 820, 1280])
				for (const colorScheme of ['light', 'dark']) {
					await page.setViewportSize({ width, height: 800 });
					await page.emulateMedia({ colorScheme });
					await inspect(visit, page, `${width}-${colorScheme}${one.replace(/\W/g, '-')}`);
					const found = [...await faint(page), ...await tooWide(page)];
					must(found.length === 0, `${width} ${colorScheme}: ${found.join('\n')}`);
				}
			await page.setViewportSize({ width: 1280, height: 800 });
		});
}

async function narrow(visit, page) {
	await step(`${visit.name}: the other pages open behind "More"`, async () => {
		await page.goto(`${ADMIN}/admin`);
		const hidden = ['Settings', 'Insights'].map((name) => page.locator('.nav-rest a', { hasText: name }));
		for (const link of hidden)
			must(!await link.isVisible(), 'it is open');
		must(!await page.locator('.sign-out button').isVisible(), 'sign out stands in the row');
		must((await page.locator('.top-row').boundingBox()).height < 60, 'not one row');
		await page.locator('.nav-more summary').press('Enter');
		must(await page.locator('.sign-out button').isVisible(), 'no way out');
		await hidden[1].click();
		await page.waitForURL(/\/insights$/);
	});
	await step(`${visit.name}: and the row says which of them one is on`, async () => {
		must(/^Insights/.test(await page.innerText('.nav-more summary')), await page.innerText('.nav-more summary'));
		await inspect(visit, page, 'more');
	});
}

async function without(visit, page) {
	await step('without script there is no button that would do nothing', async () => {
		for (const one of [`${ADMIN}/admin/leads/1`, `${PUBLIC}/guides/nodejs-under-load`]) {
			await page.goto(one);
			must(await page.locator('.copy, .keys-button').count() === 0, one);
		}
	});
	await step('and a date of the day is set all the same', async () => {
		await write(page, 'Plain Writer');
		await page.goto(`${ADMIN}/admin`);
		await page.locator('.todo li', { hasText: 'Plain Writer' })
			.getByRole('button', { name: '1 week' }).click();
		await page.locator('.done', { hasText: 'Plain Writer' }).waitFor();
	});
}

const visits = [
	{ name: 'script', width: 1280, height: 800, scheme: 'light', parts: [keys, help, copies, day] },
	{ name: 'script-looks', width: 1280, height: 800, scheme: 'light', parts: [looks] },
	{ name: 'script-phone', width: 390, height: 844, scheme: 'dark', parts: [narrow] },
	{ name: 'script-none', width: 390, height: 844, scheme: 'light', script: false, parts: [narrow, without] },
];
await drive(visits, async (browser, visit) => {
	const page = await open(browser, visit);
	await step(`${visit.name}: the owner signs in`, () => signIn(page, EMAIL, PASSPHRASE));
	for (const part of visit.parts)
		await part(visit, page);
	await page.context().close();
});
