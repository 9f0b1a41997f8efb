// Insights, quarantine and the rules for calls in a real browser: how they
// look on every screen, and that they do what they say, with script and
// without. insights.py has filled the desk. Prints TAP.
import { drive, inspect, must, open, signIn, step } from './inspect.mjs';

const { PUBLIC, ADMIN, EMAIL, PASSPHRASE } = process.env;

const visits = [
	{ name: 'insights-390-light', width: 390, height: 844, scheme: 'light' },
	{ name: 'insights-390-dark', width: 390, height: 844, scheme: 'dark' },
	{ name: 'insights-1280-light', width: 1280, height: 800, scheme: 'light' },
	{ name: 'insights-1280-dark', width: 1280, height: 800, scheme: 'dark', script: false },
];

async function text(page, selector) {
	return (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ');
}

async function insights(visit, page) {
	await step(`${visit.name}: insights as they look`, async () => {
		await page.goto(`${ADMIN}/admin/insights`);
		must(await page.locator('.chart').count() === 6, 'not six pictures');
		for (const bars of await page.locator('.chart-drawing').all()) {
			const box = await bars.boundingBox();
			must(box.width > 100 && box.height > 40, 'a picture is too small');
		}
		must(/In \d+ of 10 calls/.test(await text(page, 'main')), 'calls are not compared');
		must(/hidden\*/.test(await text(page, 'main')), 'nothing is hidden');
		await inspect(visit, page, 'insights');
	});
	await step(`${visit.name}: a miss leads to its lead`, async () => {
		const link = page.locator('#misses + table a').first();
		const name = await link.innerText();
		await link.click();
		must(page.url().endsWith(`/admin/leads/${name.replace('Lead ', '')}`), page.url());
	});
}

async function quarantine(visit, page) {
	await step(`${visit.name}: quarantine as it looks`, async () => {
		await page.goto(`${ADMIN}/admin/quarantine`);
		await inspect(visit, page, 'quarantine');
	});
	await step(`${visit.name}: one is let in, with its call`, async () => {
		const before = await page.locator('.doubtful').count();
		if (before === 0)
			return;
		await page.locator('.doubtful button').first().click();
		must(/is let in\. The call is confirmed/.test(await text(page, '.notice')),
			'it is not said');
		must(await page.locator('.doubtful').count() === before - 1, 'it is still there');
		await inspect(visit, page, 'quarantine-done');
	});
}

async function rules(visit, page) {
	await step(`${visit.name}: the rules for calls as they look`, async () => {
		await page.goto(`${ADMIN}/admin/availability`);
		await inspect(visit, page, 'availability');
	});
	await step(`${visit.name}: what is wrong is said at its field`, async () => {
		await page.fill('#sat', 'nine to five');
		await page.fill('#horizon_days', '400');
		await page.click('#rules button');
		must(await page.locator('#sat-problem').isVisible(), 'no problem of Saturday');
		must(/between 1 and 365/.test(await text(page, '#horizon_days-problem')),
			'no problem of the horizon');
		must(await page.inputValue('#sat') === 'nine to five', 'what was typed is gone');
		await inspect(visit, page, 'availability-wrong');
	});
	await step(`${visit.name}: another week is offered at once`, async () => {
		await page.fill('#sat', '10:00-12:00');
		await page.fill('#horizon_days', '28');
		await page.click('#rules button');
		await page.goto(`${PUBLIC}/book?tz=Europe/Berlin`);
		must(/Saturday/.test(await text(page, 'main')), 'no Saturday is offered');
		await page.goto(`${ADMIN}/admin/availability`);
		must(/These are set here/.test(await text(page, 'main')), 'it does not hold');
		await inspect(visit, page, 'availability-own');
	});
	await step(`${visit.name}: the file's rules come back`, async () => {
		await page.click('text=Back to the rules of site.yaml');
		must(/These are the ones in site\.yaml/.test(await text(page, 'main')), 'they do not');
	});
}

// One after the other: what is set in one of them holds for all.
await drive([visits], async (browser, all) => {
	for (const visit of all) {
		const page = await open(browser, visit);
		await signIn(page, EMAIL, PASSPHRASE);
		await insights(visit, page);
		await quarantine(visit, page);
		await rules(visit, page);
		await page.context().close();
	}
});
