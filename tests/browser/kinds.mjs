// Every kind of page, as people with different screens, eyes and hands meet
// it: axe in light and dark on a phone and a desk, a very narrow window,
// enlarged to 200 %, on paper, without style, by keyboard. Prints TAP; leaves
// a screenshot of every kind in $SHOTS.
import { badOnPaper, badWithoutStyle, deafToKeys, skipsNothing, tooWide }
	from './checks.mjs';
import { drive, inspect, must, open, step, violations } from './inspect.mjs';
import { visitors as kinds } from './pages.mjs';

const { PUBLIC } = process.env;

const sizes = [
	{ name: 'kind-phone', width: 390, height: 844 },
	{ name: 'kind-desk', width: 1280, height: 800 },
];

const none = (problems) => must(problems.length === 0, problems.join('\n'));

async function go(page, [, path, status]) {
	const answer = await page.goto(PUBLIC + path);
	must(answer.status() === status, `status ${answer.status()}`);
}

async function lookAt(page, visit, kind) {
	for (const scheme of ['light', 'dark'])
		await step(`${kind[0]}, ${visit.name}, ${scheme}`, async () => {
			await page.emulateMedia({ colorScheme: scheme });
			if (scheme === 'light')
				await go(page, kind);
			await inspect(visit, page, `${scheme}-${kind[0]}`);
		});
}

async function handle(page, visit, kind) {
	await step(`${kind[0]}, 320 px: no page scrolls sideways, tables do`, async () => {
		await page.setViewportSize({ width: visit.width, height: visit.height });
		await go(page, kind);
		none(await tooWide(page));
		none(await deafToKeys(page));
	});
	await step(`${kind[0]}, enlarged to 200 %`, async () => {
		await page.setViewportSize({ width: 640, height: 400 });
		none(await tooWide(page));
	});
	await step(`${kind[0]}, by keyboard past the navigation`, async () => {
		await go(page, kind);
		// An error summary takes the focus at once; that is past it already.
		if (await page.locator('[autofocus]').count() === 0)
			none(await skipsNothing(page));
	});
	if (/guide-|stack$|comparison|sources|disagreements/.test(kind[0]))
		await step(`${kind[0]}, on paper`, async () =>
			none(await badOnPaper(page)));
	await step(`${kind[0]}, without style`, async () =>
		none(await badWithoutStyle(page)));
}

// Small pages that are wrong, so that each check is seen to find something.
const wrong = [
	[violations, '<main><h1>One</h1><img src="data:,"></main>', 'image-alt'],
	[violations, '<main><h1 style="color: #999; background: #aaa">One</h1></main>', 'color-contrast'],
	[tooWide, '<p style="width: 900px">wide</p>', 'px wide on 320'],
	[tooWide, '<div style="overflow: auto"><p style="width: 900px">', 'keyboard'],
	[tooWide, '<div style="overflow: auto" tabindex="0"><p style="width: 900px">', 'no named region'],
	[tooWide, '<div style="overflow: hidden"><p style="width: 900px">', 'cuts off'],
	[deafToKeys, '<div role="region" tabindex="0" style="overflow: auto"><table style="width: 900px"><tbody><tr><th scope="row">a<td>b', 'went away'],
	[deafToKeys, '<div role="region" tabindex="0" style="overflow: hidden" onkeydown="return false"><table style="width: 900px"><tbody><tr><th>a', 'does not scroll'],
	[badOnPaper, '<nav>Menu</nav>', 'is printed'],
	[badOnPaper, '<div class="prose"><p><a href="/x">x</a></p></div>', 'is not printed'],
	[badOnPaper, '<table><tr><td>a</table>', 'may be split'],
	[badOnPaper, '<div role="region" style="overflow: auto">a</div>', 'to the right'],
	[badWithoutStyle, '<main><h1>One</h1></main>', 'does not skip'],
	[badWithoutStyle, '<a href="#main">s</a><h1>One</h1><main id="main"></main>', 'not in the content'],
	[badWithoutStyle, '<a href="#main">s</a><main id="main"><p>Prose</p><h1>One</h1></main>', 'before the h1'],
	[badWithoutStyle, '<a href="#main">s</a><main><h1>One</h1><svg width="900"></svg></main>', 'wide as the window'],
	[badWithoutStyle, '<a href="#main">s</a><main><h1>One</h1><p class="notes">1</p><div class="prose"></div></main>', 'out of order'],
	[skipsNothing, '<a href="/">Home</a>', 'no skip link'],
	[skipsNothing, '<a href="#main" style="position: absolute; left: -99px">s</a><main id="main"></main>', 'not seen'],
	[skipsNothing, '<a href="#main" style="display: block">s</a><a href="/">x</a><main id="none"></main>', 'not lead'],
];

async function seeFail(page, visit, [check, html, part]) {
	await step(`${check.name} finds: ${part}`, async () => {
		await page.setContent(`<!doctype html><html lang="en"><title>T</title>${html}`);
		const found = (await check(page)).join('\n');
		must(found.includes(part), `found only: ${found}`);
	});
}

// Each piece is one page in the browser that goes through a few addresses.
const narrow = { name: 'kind-narrow', width: 320, height: 640 };
const few = (all) => Array.from({ length: Math.ceil(all.length / 8) },
	(_, at) => all.slice(8 * at, 8 * at + 8));
const pieces = [
	...few(kinds).flatMap((some) => [
		...sizes.map((size) => ({ visit: size, work: lookAt, some })),
		{ visit: narrow, work: handle, some }]),
	{ visit: narrow, work: seeFail, some: wrong }];
await drive(pieces, async (browser, { visit, work, some }) => {
	const own = { ...visit, scheme: 'light' };
	const page = await open(browser, own);
	for (const one of some)
		await work(page, own, one);
	await page.context().close();
});
