// Every kind of page, of visitors and of the desk, in every width and for every
// eye: nothing stands on anything else or runs out at the side, text has its
// contrast in light and dark, nothing moves for those who asked for that, the
// keyboard goes through it in the order one sees, and nothing depends on
// script. What kinds.mjs and desk.mjs look at is not repeated. Prints TAP;
// leaves screenshots in $SHOTS.
import { tooWide } from './checks.mjs';
import { drive, faint, must, open, picture, step, violations } from './inspect.mjs';
import { lostKeys, moves, overlaps } from './look_checks.mjs';
import { desk, door, own, visitors } from './pages.mjs';
import { caller, outside, owner, visitor } from './people.mjs';

const { SHOTS } = process.env;

const sizes = [[320, 640], [390, 844], [768, 1024], [1280, 800]];
const wide = sizes.at(-1);
const phone = sizes[1];

const none = (problems) => must(problems.length === 0, problems.join('\n'));

const resize = (page, [width, height]) => page.setViewportSize({ width, height });

async function boxes(page, where) {
	const problems = [...await tooWide(page), ...await overlaps(page)];
	return problems.map((problem) => `${where}: ${problem}`);
}

async function everySize(page, name) {
	const problems = [];
	for (const size of sizes) {
		await resize(page, size);
		problems.push(...await boxes(page, `${size[0]} px`));
		if (size[0] === 320 || size[0] === 768)
			await picture(page, `${SHOTS}/look-${size[0]}-${name}.png`, 2000);
	}
	none(problems);
}

// A window of 1280 x 800 enlarged to twice its size.
async function enlarged(page) {
	await resize(page, [640, 400]);
	none(await boxes(page, '200 %'));
}

async function contrast(page) {
	const problems = [];
	await resize(page, wide);
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		for (const problem of await faint(page))
			problems.push(`${colorScheme}: ${problem}`);
	}
	await page.emulateMedia({ colorScheme: 'light' });
	none(problems);
}

async function forced(page, name) {
	await resize(page, phone);
	await page.emulateMedia({ forcedColors: 'active' });
	await picture(page, `${SHOTS}/look-forced-${name}.png`, 2000);
	const problems = await boxes(page, 'forced colours');
	await page.emulateMedia({ forcedColors: 'none' });
	none(problems);
}

async function keys(page) {
	await resize(page, wide);
	none(await lostKeys(page));
}

const still = async (page) => none(await moves(page));

// What is looked at on one page, in this order; the keyboard comes last, for
// it opens what it can.
const looks = [
	['at 320, 390, 768 and 1280 px', everySize],
	['enlarged to 200 %', enlarged],
	['contrast of 7:1, light and dark', contrast],
	['in forced colours', forced],
	['nothing moves for those who asked for that', still],
	['by keyboard from stop to stop', keys],
];

// Of the desk, which desk.mjs does not see on a tablet or in other pages.
const deskLooks = [...looks, ['free of what axe finds', async (page) => none(await violations(page))]];

async function go(page, origin, [, path, status]) {
	const answer = await page.goto(origin + path);
	must(answer.status() === status, `${path}: status ${answer.status()}`);
}

async function look(page, visit, origin, kind) {
	for (const [what, work] of visit.looks)
		await step(`${kind[0]}, ${what}`, async () => {
			if (work === visit.looks[0][1])
				await go(page, origin, kind);
			await work(page, kind[0]);
			const complaints = visit.complaints.splice(0);
			none(complaints);
		});
}

async function scriptless(page, visit, origin, kind) {
	await step(`${kind[0]}, without script`, async () => {
		await go(page, origin, kind);
		none(await boxes(page, 'without script'));
		none(visit.complaints.splice(0));
	});
}

// What other sites will show beside a link to it.
async function shared(page, visit, origin, [name, path]) {
	await step(`${name}, its picture for other sites can be shown`, async () => {
		await page.goto(origin + path);
		const size = await page.evaluate(async () => {
			const { content } = document.querySelector('meta[property="og:image"]');
			const image = await createImageBitmap(await (await fetch(content)).blob());
			return [image.width, image.height].join(' x ');
		});
		must(size === '1200 x 630', size);
		none(visit.complaints.splice(0));
	});
}

// Small pages that are wrong, so that each check is seen to find something.
const wrong = [
	[overlaps, '<p>One<p style="margin-top: -30px">Two', '"One" and "Two" stand on each other'],
	[overlaps, '<p>One <input name="a" style="margin-left: -20px">', '"<input> a" and "One"'],
	[overlaps, '<button>A</button><button style="margin-left: -9px">B</button>', 'stand on each other'],
	[overlaps, '<p style="margin-left: -30px">One', 'left of the page'],
	[overlaps, '<svg><text y="20">One</text><text x="9" y="20">Two</text></svg>', '"One" and "Two"'],
	[lostKeys, '<a href="/">a</a><a href="/" onfocus="this.blur()">b</a><style>a:focus { outline: none }</style>', 'does not show that it has the focus'],
	[lostKeys, '<a href="/">a</a><a href="/" style="position: absolute; opacity: 0; width: 0">b</a>', 'is not seen'],
	[lostKeys, '<a href="/">a</a><div style="position: fixed; inset: 0">over</div>', 'is covered by <div'],
	[lostKeys, '<p><a href="/">a</a></p><p><input onkeydown="return false" value="trap"></p><p><a href="/">b</a></p>', 'the keyboard reaches 2 of 3 stops'],
	[lostKeys, '<div style="display: flex; flex-direction: column-reverse"><p><a href="/">a</a></p><p><a href="/">b</a></p></div>', '<a> b comes after <a> a'],
	[lostKeys, '<p><a href="/" tabindex="2">a</a></p><p><a href="/" tabindex="1">b</a></p>', 'reaches 1 of 2 stops'],
	[moves, '<p style="transition: color 1s">a', '<p class=""> moves'],
	[moves, '<style>@keyframes x { to { left: 0 } } p { animation: x 1s }</style><p>a', 'moves'],
	[moves, '<html style="scroll-behavior: smooth">', 'scrolls by itself'],
	[faint, '<p style="color: #666">Faint', '7:1'],
];

async function seeFail(page, visit, origin, [check, html, part]) {
	await step(`${check.name} finds: ${part}`, async () => {
		await page.setContent(`<!doctype html><html lang="en"><title>T</title>${html}`);
		const found = (await check(page)).join('\n');
		must(found.includes(part), `found only: ${found}`);
	});
}

const [width, height] = wide;
const few = (all) => Array.from({ length: Math.ceil(all.length / 6) },
	(_, at) => all.slice(6 * at, 6 * at + 6));
const groups = [
	// who looks, at what, at which of its sides
	[visitor, visitors, looks],
	[caller, own, deskLooks],
	[outside, door, deskLooks],
	[owner, desk, deskLooks],
];

const pieces = groups.flatMap(([who, kinds, sides]) => few(kinds).flatMap((some) => [
	{ who, some, work: look, visit: { looks: sides, width, height } },
	{ who, some, work: scriptless, visit: { script: false, width: phone[0], height: phone[1] } },
]));
pieces.push({ who: visitor, work: shared, visit: { width, height },
	some: visitors.filter(([, path]) => path === '/' || path.startsWith('/guides/')) });
pieces.push({ who: visitor, some: wrong, work: seeFail, visit: { width, height } });

await drive(pieces, async (browser, { who, some, work, visit }) => {
	const { origin, state } = await who(browser);
	const mine = { ...visit, state, scheme: 'light' };
	const page = await open(browser, mine);
	page.on('console', (message) => {
		if (message.type() !== 'error')
			mine.complaints.push(`console: ${message.text()}`);
	});
	for (const one of some)
		await work(page, mine, origin, one);
	await page.context().close();
});
