// The assessment in a real browser: every kind of page in the widths and
// schemes people have, and the whole way with script off and keyboard only.
// Prints TAP; leaves a screenshot of every page in $SHOTS.
import { readFileSync } from 'node:fs';
import { drive, must, picture, step, violations } from '../browser/inspect.mjs';

const { PUBLIC, SHOTS } = process.env;

const views = [
	{ name: 'phone-light', width: 390, scheme: 'light' },
	{ name: 'phone-dark', width: 390, scheme: 'dark' },
	{ name: 'desk-light', width: 1280, scheme: 'light' },
	{ name: 'desk-dark', width: 1280, scheme: 'dark' },
];

const pages = [
	['form', '/assessment', 200],
	['form-for-two', '/assessment?vs=js-data-grow-poly', 200],
	['form-wrong', '/assessment?team=js&hard=none&go=1', 422],
	['form-unknown', '/assessment/js-data-grow-xyz', 404],
	['single', '/assessment/mix-rules-long-two', 200],
	['single-overruled', '/assessment/js-rules-long-two', 200],
	['single-thin', '/assessment/jvm-rules-long-nofe', 200],
	['close-tie', '/assessment/js-rules-long-one', 200],
	['close-guarded', '/assessment/jvm-io-mvp-two', 200],
	['hybrid', '/assessment/js-data-grow-poly', 200],
	['hybrid-tension', '/assessment/js-data-mvp-one', 200],
	['start-one', '/assessment/py-io-mvp-two', 200],
	['versus', '/assessment/js-rules-long-two/vs/js-rules-mvp-two', 200],
	['versus-same', '/assessment/js-data-grow-poly/vs/js-data-long-poly', 200],
	['versus-form', '/assessment/js-data-grow-poly/vs?with=x', 422],
	['proof', '/assessment/proof', 200],
];

async function inspect(page, name) {
	await picture(page, `${SHOTS}/assessment-${name}.png`);
	const found = await violations(page);
	must(found.length === 0, `axe: ${found.join('\n')}`);
	const [content, room] = await page.evaluate(() => [
		document.documentElement.scrollWidth, document.documentElement.clientWidth]);
	must(content <= room, `${content} px wide on ${room} px`);
	must((await page.locator('h1').count()) === 1, 'not exactly one h1');
}

// Tabs until the focused element matches: what the keyboard cannot reach is
// found.
async function tabTo(page, selector) {
	for (let presses = 0; presses < 150; presses++) {
		await page.keyboard.press('Tab');
		if (await page.evaluate((wanted) =>
			document.activeElement.matches(wanted), selector))
			return;
	}
	throw new Error(`the keyboard does not reach ${selector}`);
}

async function follow(page, selector) {
	await tabTo(page, selector);
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
	return new URL(page.url());
}

async function choose(page, question, place) {
	await tabTo(page, `input[name=${question}]`);
	await page.keyboard.press('Space');
	for (let down = 0; down < place; down++)
		await page.keyboard.press('ArrowDown');
}

function samePath(url, path) {
	must(url.pathname === path, `at ${url.pathname}, not ${path}`);
}

async function everyPage(browser, view) {
	const context = await browser.newContext({ colorScheme: view.scheme,
		viewport: { width: view.width, height: 844 } });
	const page = await context.newPage();
	for (const [name, path, status] of pages)
		await step(`${view.name}: ${name}`, async () => {
			const answer = await page.goto(PUBLIC + path);
			must(answer.status() === status, `status ${answer.status()}`);
			await inspect(page, `${view.name}-${name}`);
		});
	await context.close();
}

async function byKeyboard(browser) {
	const context = await browser.newContext({ javaScriptEnabled: false,
		acceptDownloads: true, viewport: { width: 390, height: 844 } });
	const page = await context.newPage();

	await step('a missing answer is asked for, with the way to it', async () => {
		await page.goto(`${PUBLIC}/assessment`);
		await choose(page, 'team', 0);
		await choose(page, 'hard', 1);
		await choose(page, 'life', 2);
		const sent = await follow(page, 'form.questions button');
		samePath(sent, '/assessment');
		must(await page.isChecked('#hard-rules'), 'an answer is lost');
		await tabTo(page, '.summary a');
		await page.keyboard.press('Enter');
		must(new URL(page.url()).hash === '#lang', page.url());
	});
	await step('the answer leads to the result', async () => {
		await choose(page, 'lang', 0);
		samePath(await follow(page, 'form.questions button'),
			'/assessment/js-rules-long-one');
		must((await page.textContent('h1')).startsWith('Node.js, but only just'),
			'another result');
	});
	await step('one answer is changed, the others kept', async () => {
		const form = await follow(page, '.answers a[href$="#life"]');
		must(form.hash === '#life', form.hash);
		for (const kept of ['team-js', 'hard-rules', 'life-long', 'lang-one'])
			must(await page.isChecked(`#${kept}`), `${kept} is not kept`);
		await tabTo(page, 'input[name=life]');
		await page.keyboard.press('ArrowUp');
		samePath(await follow(page, 'form.questions button'),
			'/assessment/js-rules-grow-one');
	});
	await step('a flip leads to the result it names', async () => {
		const outcome = await page.evaluate(() => document.querySelector(
			'.flips a[href="/assessment/cs-rules-grow-one"] + .flip-to').textContent);
		must(outcome.includes('.NET'), outcome);
		samePath(await follow(page,
			'.flips a[href="/assessment/cs-rules-grow-one"]'),
		'/assessment/cs-rules-grow-one');
		must((await page.textContent('h1')).includes('.NET'), 'another result');
	});
	await step('a colleague\'s result stands beside it', async () => {
		await tabTo(page, '#with');
		await page.keyboard.type(`${PUBLIC}/assessment/js-rules-grow-one`);
		await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
		samePath(new URL(page.url()),
			'/assessment/cs-rules-grow-one/vs/js-rules-grow-one');
		samePath(await follow(page, '.side-card a'),
			'/assessment/cs-rules-grow-one');
	});
	await step('the decision record comes as a file', async () => {
		await tabTo(page, 'a[href$=".md"]');
		const [download] = await Promise.all([page.waitForEvent('download'),
			page.keyboard.press('Enter')]);
		must(download.suggestedFilename() === 'adr-cs-rules-grow-one.md',
			download.suggestedFilename());
		const text = readFileSync(await download.path(), 'utf8');
		must(text.startsWith('# Decision record: .NET'), text.slice(0, 80));
	});
	await step('the call is booked with the result in hand', async () => {
		await page.goto(`${PUBLIC}/assessment/cs-rules-grow-one`);
		const booking = await follow(page, 'a.button[href^="/book"]');
		must(booking.search === '?result=cs-rules-grow-one', booking.search);
		must((await page.textContent('.bring')).startsWith('You will bring: ' +
			'Build it in .NET.'), 'the result is not shown');
		must((await page.getAttribute('.bring a', 'href')) ===
			'/assessment/cs-rules-grow-one', 'the result is not at hand');
		must((await page.inputValue('form[method=post] [name=result]')) ===
			'cs-rules-grow-one', 'the form does not carry it');
	});
	await step('the result can be left behind', async () => {
		const without = await follow(page, '.bring-remove');
		must(!without.search.includes('result'), without.search);
		must((await page.locator('.bring').count()) === 0, 'it is still there');
		must((await page.locator('[name=result]').count()) === 0,
			'the form still carries it');
	});
	await context.close();
}

await drive([byKeyboard, ...views], (browser, view) =>
	view === byKeyboard ? byKeyboard(browser) : everyPage(browser, view));
