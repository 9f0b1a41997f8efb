// Pages as a screen reader would say them from top to bottom: Chromium's own
// accessibility tree as lines. Of the form of questions, the same with an
// answer missing, a result and the list of times, what matters must be said, in
// this order. Prints TAP; leaves the transcripts in $SHOTS/transcript-*.txt.
import { writeFileSync } from 'node:fs';
import { drive, must, open, step } from './inspect.mjs';

const { PUBLIC, SHOTS } = process.env;

// What these roles hold is said as their name already.
const named = ['heading', 'link', 'button', 'radio', 'checkbox', 'option', 'cell',
	'columnheader', 'rowheader', 'gridcell', 'LabelText', 'Legend', 'image', 'DisclosureTriangle', 'term'];
// And these are not said: boxes.
const silent = ['generic', 'none', 'InlineTextBox', 'LabelText', 'Legend', 'paragraph', 'LineBreak',
	'MenuListPopup', 'RootWebArea', 'ListMarker', 'rowgroup', 'strong', 'emphasis', 'caption'];

const state = (node, name) => node.properties?.find((one) => one.name === name)?.value.value;

// The states that are said behind a name.
function states(node) {
	const said = [];
	for (const [name, word] of [['checked', 'checked'], ['expanded', 'open'],
		['required', 'required'], ['disabled', 'not available'], ['focused', 'has the focus']])
		if ([true, 'true'].includes(state(node, name)))
			said.push(word);
	if (['true', true].includes(state(node, 'invalid')))
		said.push('wrong');
	if (node.description?.value)
		said.push(`described: ${node.description.value}`);
	if (['textbox', 'combobox'].includes(node.role.value) && node.value?.value)
		said.push(`holds: ${node.value.value}`);
	if (state(node, 'live') && state(node, 'live') !== 'off')
		said.push(`live: ${state(node, 'live')}`);
	return said.length > 0 ? ` (${said.join('; ')})` : '';
}

function line(node) {
	const role = node.role.value;
	const name = node.name?.value.replace(/\s+/g, ' ').trim() ?? '';
	if (role === 'StaticText')
		return name;
	const level = role === 'heading' ? ` ${state(node, 'level')}` : '';
	return `[${role}${level}] ${name}`.trimEnd() + states(node);
}

// All lines of a page, without what is ignored.
async function transcript(page) {
	const session = await page.context().newCDPSession(page);
	const { nodes } = await session.send('Accessibility.getFullAXTree');
	const byId = new Map(nodes.map((node) => [node.nodeId, node]));
	const lines = [`[page] ${nodes[0].name?.value ?? ''}`];
	const say = (node, within) => {
		const role = node.role?.value;
		const spoken = !node.ignored && !silent.includes(role) &&
			!(role === 'StaticText' && (within || !node.name?.value.trim()));
		if (spoken)
			lines.push(line(node));
		const whole = within || (!node.ignored && named.includes(role) && Boolean(node.name?.value));
		for (const id of node.childIds ?? [])
			if (byId.has(id) && role !== 'combobox')
				say(byId.get(id), whole && !['LabelText', 'Legend'].includes(role));
	};
	say(nodes[0], false);
	await session.detach();
	return lines;
}

// The browser gives the focus a moment after the page is there, and tells of it
// another moment later.
async function settled(page) {
	const waits = await page.locator('[autofocus]').count() > 0;
	const until = Date.now() + 5000;
	let lines = await transcript(page);
	while (waits && !lines.some((one) => one.includes('has the focus')) && Date.now() < until)
		lines = await transcript(page);
	return lines;
}

// Each of the wanted lines, behind the one before.
function inOrder(lines, wanted) {
	let at = 0;
	for (const line of wanted) {
		const found = lines.findIndex((one, place) => place >= at && line.test(one));
		must(found >= 0, `${line} is not said behind line ${at}: ${lines[Math.max(at - 1, 0)]}`);
		at = found + 1;
	}
}

// No level of headings is left out, and one heading is the page's. A summary of
// what is wrong comes before that.
function stairs(lines) {
	const first = lines.findIndex((one) => one.startsWith('[heading 1]'));
	let before = 0;
	for (const one of lines.slice(first)) {
		const level = Number(/^\[heading (\d)\]/.exec(one)?.[1] ?? 0);
		must(level <= before + 1, `"${one}" comes behind level ${before}`);
		before = level || before;
	}
	must(lines.filter((one) => one.startsWith('[heading 1]')).length === 1, 'not one heading 1');
}

// Every radio button lies in a group that has a name.
function grouped(lines) {
	const first = lines.findIndex((one) => one.startsWith('[radio'));
	must(first > 0, 'no radio button');
	must(lines.slice(0, first).some((one) => /^\[(group|radiogroup)\] \w/.test(one)),
		'the first radio button is in no named group');
	for (const one of lines)
		must(!/^\[(radio|group)\]( \(|$)/.test(one), `without a name: "${one}"`);
}

const frame = [/^\[page\] /, /^\[link\] Skip to the content/, /^\[banner\]/,
	/^\[navigation\] Main/, /^\[main\]/];
const foot = /^\[contentinfo\]/;
const questions = [
	/^\[group\] What does your team already know/, /^\[radio\] JavaScript or TypeScript/,
	/^\[radio\] A bit of everything/,
	/^\[group\] What is the hard part\?/, /^\[radio\] Many connections/,
	/^\[group\] How long must it live\?/, /^\[radio\] A prototype/,
	/^\[group\] One language or two\?/, /^\[radio\] /, /^\[button\] /];

// name, address, what must be said, and what must hold besides
const pages = [
	['assessment', '/assessment',
		[...frame, /^\[heading 1\] /, /^\[form\]/, ...questions, foot], [stairs, grouped]],
	['assessment-wrong', '/assessment?team=js&go=1',
		[/^\[page\] Error: /, /^\[main\]/, /^\[alert\] .*has the focus; live: assertive/,
			/^\[heading 2\] /, /^\[link\] .What is the hard part\?. has no answer/,
			/^\[link\] .How long must it live\?. has no answer/,
			/^\[link\] .One language or two\?. has no answer/, /^\[heading 1\] /, /^\[form\]/,
			/^\[radio\] JavaScript or TypeScript .*checked/,
			/^\[group\] What is the hard part\? .*Error: /, /^\[radio\] Many connections/,
			/^\[group\] How long must it live\? .*Error: /,
			/^\[group\] One language or two\? .*Error: /, /^\[button\] /, foot],
		[stairs, grouped]],
	['result', '/assessment/js-rules-long-two',
		[...frame, /^\[heading 1\] .*\.NET/, /\.NET is 4 points ahead of the runner-up, Java/,
			/^\[table\] Points of each stack/, /^\[columnheader\] Stack/, /^\[columnheader\] Points/,
			/^\[rowheader\] \.NET/, /^\[cell\] 10/, /^\[rowheader\] Java/, /^\[cell\] 6/,
			/^\[heading 2\] Your four answers/, /^\[link\] change/, /^\[heading 2\] Why \.NET/,
			/^\[table\] Every point that counted for \.NET/, /^\[cell\] \+5/, foot],
		[stairs]],
	['book', '/book?tz=Europe/Berlin',
		[...frame, /^\[heading 1\] /, /^\[combobox\] Your time zone .*holds: Europe\/Berlin/,
			/^\[group\] Choose a time .*All times are in Europe\/Berlin/,
			/^\[group\] Tuesday 24 November 2026/,
			/^\[radio\] Tuesday 24 November 2026, 10:00 to 10:30, Europe\/Berlin/,
			/^\[group\] Wednesday 25 November 2026/,
			/^\[textbox\] Name .*required/, /^\[textbox\] E-mail .*required/,
			/^\[checkbox\] Store what I entered/, /^\[button\] Book the call/, foot],
		[stairs, grouped]],
];

const told = (check) => async (page) => {
	try {
		check(await transcript(page));
	} catch (error) {
		return error.message;
	}
	return '';
};

// Small pages that are wrong, so that each check is seen to find something.
const inTurn = (lines) => inOrder(lines, [/^\[heading 1\] One/, /^\[alert\]/]);
const wrong = [
	[inTurn, '<main><div role="alert">A</div><h1>One</h1></main>', 'is not said behind'],
	[inTurn, '<main><h1>One</h1><div role="alert" aria-hidden="true">A</div></main>', 'is not said behind'],
	[stairs, '<main><h1>One</h1><h3>Two</h3></main>', 'comes behind level 1'],
	[stairs, '<main><h1>One</h1><h1>Two</h1></main>', 'not one heading 1'],
	[grouped, '<main><input type="radio" aria-label="a"></main>', 'in no named group'],
	[grouped, '<fieldset><legend>Q</legend><input type="radio"></fieldset>', 'without a name'],
	[grouped, '<fieldset><label><input type="radio">a</label></fieldset>', 'in no named group'],
];

async function listen(page, [name, path, wanted, checks]) {
	await step(`${name} is said in order`, async () => {
		await page.goto(PUBLIC + path);
		const lines = await settled(page);
		writeFileSync(`${SHOTS}/transcript-${name}.txt`, `${lines.join('\n')}\n`);
		inOrder(lines, wanted);
		for (const check of checks)
			check(lines);
	});
}

async function seeFail(page, [check, html, part]) {
	await step(`${check.name} finds: ${part}`, async () => {
		await page.setContent(`<!doctype html><html lang="en"><title>T</title>${html}`);
		const found = await told(check)(page);
		must(found.includes(part), `found only: ${found}`);
	});
}

const pieces = [...pages.map((one) => [listen, one]), ...wrong.map((one) => [seeFail, one])];
await drive(pieces, async (browser, [work, one]) => {
	const page = await open(browser, { width: 1280, height: 800, scheme: 'light' });
	await work(page, one);
	await page.context().close();
});
