// The door in a real browser: signing in and out in several tabs, the second
// factor, the passphrase asked for again, and every page of one's account as
// people with different screens meet it. Prints TAP.
import { createHmac } from 'node:crypto';
import { drive, inspect, must, open, step } from './inspect.mjs';

const { ADMIN, EMAIL, PASSPHRASE } = process.env;

const sizes = [{ width: 390, height: 844 }, { width: 1280, height: 800 }];

// RFC 6238, from the key as the page shows it.
function codeOf(key, at = Date.now()) {
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	const bits = [...key].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
	const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
	const step_ = Buffer.alloc(8);
	step_.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
	const mac = createHmac('sha1', secret).update(step_).digest();
	const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
	return String(number % 1000000).padStart(6, '0');
}

async function signIn(page, code = '') {
	await page.goto(`${ADMIN}/admin/login`);
	await page.fill('#email', EMAIL);
	await page.fill('#password', PASSPHRASE);
	await page.fill('#code', code);
	await page.click('main button');
	await page.waitForURL((url) => url.pathname !== '/admin/login');
}

// The page as it is now, on every screen, light and dark.
async function look(visit, page, name) {
	for (const size of sizes)
		for (const scheme of ['light', 'dark']) {
			await page.setViewportSize(size);
			await page.emulateMedia({ colorScheme: scheme });
			await inspect(visit, page, `${size.width}-${scheme}-${name}`);
		}
}

async function cookies(page) {
	return (await page.context().cookies()).map(({ name }) => name).sort();
}

async function pages(visit, page) {
	const account = [['settings', ''], ['passphrase', '/passphrase'],
		['second-factor', '/second-factor'], ['recovery', '/recovery']];

	await step('the login as it looks', async () => {
		await page.goto(`${ADMIN}/admin/login`);
		await look(visit, page, 'login');
	});
	await step('signing in leaves a session and a mark', async () => {
		await signIn(page);
		const names = await cookies(page);
		must(names.join() === '__Host-device,__Host-sid', names.join());
	});
	for (const [name, path] of account)
		await step(`${name} as it looks`, async () => {
			await page.goto(`${ADMIN}/admin/settings${path}`);
			await look(visit, page, name);
		});
	await step('what is wrong is said at its field', async () => {
		await page.goto(`${ADMIN}/admin/settings/passphrase`);
		await page.fill('#password', PASSPHRASE);
		await page.fill('#new', 'too short');
		await page.click('main form button');
		must(await page.locator('#new-problem').isVisible(), 'no problem is shown');
		await look(visit, page, 'passphrase-wrong');
		await page.goto(`${ADMIN}/admin/settings/recovery`);
		await page.fill('#group2', '0000');
		await page.click('main form button');
		must(await page.locator('#group2-problem').isVisible(), 'no problem is shown');
		await look(visit, page, 'recovery-wrong');
	});
	await step('a recovery code is put on paper', async () => {
		await page.goto(`${ADMIN}/admin/settings/recovery`);
		const code = (await page.locator('.paper-code code').innerText()).split('-');
		for (const group of [2, 4, 5, 7])
			await page.fill(`#group${group}`, code[group - 1].toLowerCase());
		await page.click('main form button');
		must(/The new recovery code is the only one/.test(await page.innerText('main')),
			'it was not taken');
	});
}

async function factor(visit, page) {
	let key;

	await step('the second factor is turned on', async () => {
		await page.goto(`${ADMIN}/admin/settings/second-factor`);
		const box = await page.locator('svg.qr').boundingBox();
		must(box.width > 150 && Math.abs(box.width - box.height) < 1, 'no square picture');
		key = await page.locator('.key').innerText();
		await page.fill('#code', codeOf(key, Date.now() - 30000));
		await page.fill('#password', PASSPHRASE);
		await page.click('main form button');
		await page.waitForSelector('.code-list');
		must(await page.locator('.code-list li').count() === 10, 'not ten spare codes');
		await look(visit, page, 'spare-codes');
	});
	await step('signing out keeps the mark and nothing else', async () => {
		await page.goto(`${ADMIN}/admin/settings`);
		await page.click('.sign-out button');
		await page.waitForURL(`${ADMIN}/admin/login`);
		const names = await cookies(page);
		must(names.join() === '__Host-device', names.join());
		await page.goBack();
		must(new URL(page.url()).pathname === '/admin/login', `back at ${page.url()}`);
	});
	await step('with a code one is in again', async () => {
		await signIn(page, codeOf(key));
		await page.goto(`${ADMIN}/admin/settings/second-factor`);
		await look(visit, page, 'second-factor-on');
		await page.fill('#password', PASSPHRASE);
		await page.click('main form button.danger');
		must(/The second factor is off/.test(await page.innerText('main')), 'it is on');
		await look(visit, page, 'settings-done');
	});
}

async function tabs(visit, page) {
	await step('signing out locks every tab at once', async () => {
		const other = await page.context().newPage();
		await other.goto(`${ADMIN}/admin/leads`);
		await page.goto(`${ADMIN}/admin/leads`);
		await page.click('.sign-out button');
		await other.waitForURL(`${ADMIN}/admin/login`, { timeout: 3000 });
		await other.close();
	});
	await step('a desk left alone locks itself in every tab', async () => {
		await signIn(page);
		const other = await page.context().newPage();
		for (const tab of [page, other]) {
			await tab.clock.install();
			await tab.goto(`${ADMIN}/admin/leads`);
		}
		await page.clock.fastForward(29 * 60000);
		await other.clock.fastForward(29 * 60000);
		must(page.url() === `${ADMIN}/admin/leads`, 'it locked too soon');
		await page.clock.fastForward(61000);
		await other.clock.fastForward(61000);
		for (const tab of [page, other])
			await tab.waitForURL(`${ADMIN}/admin/login`, { timeout: 3000 });
		await other.close();
	});
	await step('whoever works in one tab keeps the others open', async () => {
		const other = await page.context().newPage();
		await other.clock.install();
		await other.goto(`${ADMIN}/admin/leads`);
		await other.clock.fastForward(20 * 60000);
		await page.goto(`${ADMIN}/admin/settings`);
		await other.waitForTimeout(200).catch(() => {});
		await other.clock.fastForward(20 * 60000);
		must(other.url() === `${ADMIN}/admin/leads`, `it went to ${other.url()}`);
		await other.close();
	});
}

async function without(visit, page) {
	await step('without script everything works but the locking', async () => {
		await signIn(page);
		await page.goto(`${ADMIN}/admin/settings`);
		await page.click('button[value="all"]');
		await page.waitForURL(`${ADMIN}/admin/login`);
		await inspect(visit, page, 'login-after-all');
	});
}

const pieces = [
	{ visit: { name: 'door', ...sizes[1] }, work: [pages, factor, tabs] },
	{ visit: { name: 'door-plain', ...sizes[1], script: false }, work: [without] }];
for (const piece of pieces)
	piece.visit.scheme = 'light';
await drive([pieces], async (browser, all) => {
	for (const { visit, work } of all) {
		const page = await open(browser, visit);
		for (const part of work)
			await part(visit, page);
		await page.context().close();
	}
});
