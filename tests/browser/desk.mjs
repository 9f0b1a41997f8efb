// The desk with leads on it, as people with different screens meet it: the
// list, a lead with notes, erasing, the audit log, hours, a booking by hand.
// Runs on the demonstration, whose people are nobody. Prints TAP.
import { tooWide } from './checks.mjs';
import { drive, inspect, must, open, signIn, step } from './inspect.mjs';

const { ADMIN } = process.env;

// As the program announces them for the demonstration.
const EMAIL = 'owner@example.org';
const PASSPHRASE = 'four ways to start';

const sizes = [{ width: 390, height: 844 }, { width: 1280, height: 800 }];

const NOTE = 'Asked for Thursday.\nRing before ten: https://example.org/' + 'long'.repeat(60);

// The page as it is now, on every screen, light and dark.
async function look(visit, page, name) {
	for (const size of sizes)
		for (const scheme of ['light', 'dark']) {
			await page.setViewportSize(size);
			await page.emulateMedia({ colorScheme: scheme });
			await inspect(visit, page, `${size.width}-${scheme}-${name}`);
		}
	await page.setViewportSize({ width: 320, height: 640 });
	const found = await tooWide(page);
	must(found.length === 0, found.join('\n'));
	await page.setViewportSize(sizes[1]);
}

async function go(page, path, status = 200) {
	const answer = await page.goto(ADMIN + path);
	must(answer.status() === status, `status ${answer.status()}`);
}

async function leads(visit, page) {
	await step('the list of leads as it looks', async () => {
		await go(page, '/admin/leads');
		must(await page.locator('.lead-link').count() === 3, 'not three leads');
		await look(visit, page, 'leads');
	});
	await step('a search finds a lead by what it says', async () => {
		await page.fill('#q', 'PRICING engine');
		await page.click('.search button');
		must(await page.locator('.lead-link').count() === 1, 'not one lead');
		must(await page.inputValue('#q') === 'PRICING engine', 'the text is gone');
		await look(visit, page, 'leads-found');
	});
	await step('a search that finds nothing says so', async () => {
		await go(page, '/admin/leads?q=xylophone');
		must(/Nothing found/.test(await page.innerText('main')), 'it does not');
		await look(visit, page, 'leads-none');
	});
}

async function notes(visit, page) {
	await step('a lead without a note as it looks', async () => {
		await go(page, '/admin/leads/1');
		await look(visit, page, 'lead');
	});
	await step('a note is kept', async () => {
		await page.fill('#note', NOTE);
		await page.click('form[action$="/note"] button');
		await page.waitForFunction((text) => document.querySelector('.history')
			.innerText.includes(text), 'Ring before ten');
		await page.fill('#note', 'A second one.');
		await page.click('form[action$="/note"] button');
		await page.waitForFunction((text) => document.querySelector('.history')
			.innerText.includes(text), 'A second one.');
		await look(visit, page, 'lead-notes');
	});
	await step('a note that is refused stays in its field', async () => {
		await page.fill('#note', '');
		await page.click('form[action$="/note"] button');
		must(await page.locator('#note-problem').isVisible(), 'no problem is shown');
		must(await page.evaluate(() => document.activeElement.querySelector('a')?.hash)
			=== '#note', 'the summary that leads there has not the focus');
		await look(visit, page, 'lead-note-wrong');
	});
	await step('erasing as it looks', async () => {
		await go(page, '/admin/leads/1/erase');
		await look(visit, page, 'erase');
		await page.click('button.danger');
		must(await page.locator('#confirm-problem').isVisible(), 'no problem is shown');
		await look(visit, page, 'erase-wrong');
	});
}

async function rest(visit, page) {
	const pages = [['audit', '/admin/audit'], ['availability', '/admin/availability'],
		['bookings', '/admin/bookings']];

	for (const [name, path] of pages)
		await step(`${name} as it looks`, async () => {
			await go(page, path);
			await look(visit, page, name);
		});
	await step('a lead that is not there leads back to the desk', async () => {
		await go(page, '/admin/leads/99', 404);
		await look(visit, page, 'lead-unknown');
	});
}

const visit = { name: 'desk', ...sizes[1], scheme: 'light' };
await drive([visit], async (browser, own) => {
	const page = await open(browser, own);
	await step('the owner signs in', () => signIn(page, EMAIL, PASSPHRASE));
	for (const part of [leads, notes, rest])
		await part(own, page);
	await page.context().close();
});
