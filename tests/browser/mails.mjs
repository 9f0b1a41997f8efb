// The HTML of the mails in $SHOTS/mails*, which mails.py leaves there, on a
// phone and in a reader's window, light and dark: nothing runs out at the side,
// nothing is wrong by axe, and a screenshot of each lies beside it. Prints TAP.
import { readFileSync, readdirSync } from 'node:fs';
import { drive, must, picture, step, violations } from './inspect.mjs';

const { SHOTS } = process.env;
const views = [
	{ width: 390, scheme: 'light' },
	{ width: 390, scheme: 'dark' },
	{ width: 700, scheme: 'light' },
];
const mails = ['mails', 'mails-full'].flatMap((folder) =>
	readdirSync(`${SHOTS}/${folder}`).filter((name) => name.endsWith('.html'))
		.map((name) => `${SHOTS}/${folder}/${name.slice(0, -'.html'.length)}`));

async function look(page, mail, { width, scheme }) {
	await page.setContent(readFileSync(`${mail}.html`, 'utf8'));
	await picture(page, `${mail}-${width}-${scheme}.png`);
	const wide = await page.evaluate(() => document.documentElement.scrollWidth);
	must(wide <= width, `${mail} is ${wide} pixels wide`);
	// A mail has no landmarks: its reader's window has. And axe takes the
	// colour behind a page for white, where the browser chooses a dark one.
	const wrong = (await violations(page)).filter((line) =>
		!/^(region|landmark)/.test(line) &&
		!(scheme === 'dark' && line.startsWith('color-contrast')));
	must(wrong.length === 0, `${mail}: ${wrong.join('; ')}`);
}

await step('every kind of mail is there, with names and without', async () =>
	must(mails.length >= 24, `${mails.length} mails: ${mails.join(' ')}`));
await drive(views, async (browser, view) => {
	const page = await browser.newPage({ colorScheme: view.scheme,
		viewport: { width: view.width, height: 600 } });
	await step(`all mails fit ${view.width} pixels, ${view.scheme}`, async () => {
		for (const mail of mails)
			await look(page, mail, view);
	});
	await page.close();
});
