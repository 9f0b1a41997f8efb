// Who looks at a page: somebody passing by, one who has booked, the owner
// before and after signing in; for programs run with --demo. Each gives where
// their pages are, and what their browser keeps of them.
import { must } from './inspect.mjs';

const { PUBLIC, ADMIN } = process.env;

// As the program announces them for the demonstration.
const EMAIL = 'owner@example.org';
const PASSPHRASE = 'four ways to start';

// Once, whoever asks first.
const once = (work) => {
	let result;
	return (...given) => (result ??= work(...given));
};

const signedIn = once(async (browser) => {
	const context = await browser.newContext();
	const page = await context.newPage();
	await page.goto(`${ADMIN}/admin/login`);
	await page.fill('#email', EMAIL);
	await page.fill('#password', PASSPHRASE);
	await page.click('main button');
	await page.waitForURL((url) => url.pathname !== '/admin/login');
	const state = await context.storageState();
	await context.close();
	return state;
});

const booked = once(async (browser) => {
	const context = await browser.newContext();
	const text = await (await context.request.get(`${PUBLIC}/book`)).text();
	const value = (name) => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)[1];
	const answer = await context.request.post(`${PUBLIC}/book`, { maxRedirects: 0,
		form: { slot: value('slot'), nonce: value('nonce'), name: 'Ada Lovelace',
			email: 'ada@example.org', message: 'First line\nSecond line', consent: 'yes' } });
	must(answer.status() === 303, `booking: ${answer.status()}`);
	await context.close();
	return PUBLIC + answer.headers().location;
});

export const visitor = async () => ({ origin: PUBLIC });
export const owner = async (browser) => ({ origin: ADMIN, state: await signedIn(browser) });
export const caller = async (browser) => ({ origin: await booked(browser) });
export const outside = async () => ({ origin: ADMIN });
