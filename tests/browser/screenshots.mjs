// The pictures of README.md: a few pages of the demonstration at a fixed hour,
// as one sees them, in light and dark. screenshots.sh makes them small.
import { drive, must, open, step } from './inspect.mjs';
import { owner, visitor } from './people.mjs';

const { SHOTS } = process.env;

const desktop = { width: 1200, height: 800 };
const phone = { width: 390, height: 844 };

const pictures = [
	// name, who looks, at what, in a window of what size
	['home', visitor, '/', desktop],
	['result', visitor, '/assessment/cs-rules-long-two', phone],
	['today', owner, '/admin', desktop],
];

const pieces = pictures.flatMap((picture) =>
	['light', 'dark'].map((scheme) => ({ picture, scheme })));

await drive(pieces, async (browser, { picture, scheme }) => {
	const [name, who, path, size] = picture;
	await step(`${name}, ${scheme}`, async () => {
		const { origin, state } = await who(browser);
		const visit = { ...size, state, scheme };
		const page = await open(browser, visit);
		const answer = await page.goto(origin + path);
		must(answer.status() === 200, `${path}: status ${answer.status()}`);
		await page.screenshot({ path: `${SHOTS}/${name}-${scheme}.png` });
		must(visit.complaints.length === 0, visit.complaints.join('\n'));
		await page.context().close();
	});
});
