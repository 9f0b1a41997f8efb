// What is wrong with how a page looks and with the way of the keyboard through
// it: checks that measure boxes. Each gives sentences, as in checks.mjs.

// Words and controls that stand on each other. Of a line of text the middle
// half of its height counts, for lines may be set closely; what a box cuts off
// is not there; what stays in view while the page scrolls covers nothing for
// good.
export async function overlaps(page) {
	return page.evaluate(() => {
		const controls = 'input, select, textarea, button, summary, a.button, label.choice';
		const cut = (part, box) => {
			for (let around = part; around; around = around.parentElement) {
				if (around.nodeType === Node.TEXT_NODE)
					continue;
				const style = getComputedStyle(around);
				if (style.position === 'fixed' || style.position === 'sticky' ||
					style.opacity === '0' || style.visibility !== 'visible')
					return null;
				// For screen readers alone.
				if (style.clipPath !== 'none' || style.clip !== 'auto')
					return null;
				if (style.overflowX === 'visible' && style.overflowY === 'visible')
					continue;
				const edge = around.getBoundingClientRect();
				box = { left: Math.max(box.left, edge.left), top: Math.max(box.top, edge.top),
					right: Math.min(box.right, edge.right),
					bottom: Math.min(box.bottom, edge.bottom) };
			}
			return box;
		};
		const leaves = [];
		const add = (part, words, box) => {
			const seen = cut(part, box);
			if (seen && seen.right - seen.left > 1 && seen.bottom - seen.top > 1)
				leaves.push({ part, words, ...seen });
		};
		const text = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		const range = document.createRange();
		while (text.nextNode()) {
			const part = text.currentNode.parentElement;
			if (!text.currentNode.data.trim() || !part.checkVisibility() ||
				part.closest('option, script, style, textarea'))
				continue;
			range.selectNodeContents(text.currentNode);
			for (const { left, right, top, bottom, height } of range.getClientRects())
				add(text.currentNode, text.currentNode.data.trim(), { left, right,
					top: top + height / 4, bottom: bottom - height / 4 });
		}
		for (const part of document.querySelectorAll(controls))
			if (part.checkVisibility())
				add(part, `<${part.localName}> ${part.name ?? ''}`,
					part.getBoundingClientRect().toJSON());
		leaves.sort((a, b) => a.top - b.top);
		const found = new Set();
		leaves.forEach((one, at) => {
			for (let next = at + 1; next < leaves.length && leaves[next].top < one.bottom - 1; next++) {
				const other = leaves[next];
				const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
				const down = Math.min(one.bottom, other.bottom) - other.top;
				if (across > 1 && down > 1 && !one.part.contains(other.part) &&
					!other.part.contains(one.part))
					found.add(`"${one.words.slice(0, 40)}" and "${other.words.slice(0, 40)}" ` +
						`stand on each other at ${Math.round(other.left)}, ${Math.round(other.top)}`);
			}
			if (one.left < -1 && !one.part.parentElement.closest('.skip'))
				found.add(`"${one.words.slice(0, 40)}" begins left of the page`);
		});
		return [...found];
	});
}

// What shows that a control has the focus: itself, its label, and what stands
// around or behind it.
const rings = () => {
	const look = (part, pseudo) => {
		const style = getComputedStyle(part, pseudo);
		return [style.outlineStyle === 'none' ? '' : style.outlineWidth + style.outlineColor,
			style.boxShadow, style.borderColor, style.backgroundColor, style.left].join(' ');
	};
	window.ring = (part) => [part, part.parentElement, part.nextElementSibling,
		...part.labels ?? []].filter(Boolean).map((one) => look(one)).join();
	const stop = 'a[href], button, input, select, textarea, summary, [tabindex]';
	window.before = new Map([...document.querySelectorAll(stop)]
		.filter((part) => part.tabIndex >= 0 && !part.disabled && part.type !== 'hidden' &&
			part.checkVisibility())
		.map((part) => [part, window.ring(part)]));
};

// From the beginning, whatever the page focuses by itself.
const rewind = () => {
	document.body.tabIndex = -1;
	document.body.focus();
	document.body.removeAttribute('tabindex');
	window.scrollTo(0, 0);
	window.stops = [];
	// Of the radio buttons of one name the keyboard stops at one.
	const names = new Set();
	return [...window.before.keys()].filter((part) => {
		const name = part.type === 'radio' ? `${part.form?.action} ${part.name}` : part;
		return names.size < names.add(name).size;
	}).length;
};

// Looks at where the focus is; gives whether the way has ended, or gone far.
const note = (most) => {
	const part = document.activeElement;
	const last = window.stops.at(-1);
	if (part === document.body || part === window.stops[0]?.part)
		return true;
	// Fields of dates have several stops within.
	if (last?.part === part)
		return ++last.presses > 12;
	const { left, right, top, bottom } = part.getClientRects()[0] ?? new DOMRect();
	// The middle of what is in view.
	const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2;
	const y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
	const there = document.elementFromPoint(x, y);
	const label = part.labels?.[0];
	const covered = there && ![part, label].some((one) => one?.contains(there)) &&
		!there.contains(part);
	window.stops.push({ part, presses: 1,
		shown: window.ring(part) !== window.before.get(part),
		seen: right - left > 1 && bottom - top > 1 && there !== null,
		covered: covered ? `<${there.localName} class="${there.className}">` : '' });
	return window.stops.length >= most;
};

// What the stops add up to.
const judge = ([count, most]) => {
	const problems = new Set();
	const { stops } = window;
	const name = (part) => `<${part.localName}> ${(part.innerText || part.name ||
		part.id || '').trim().split('\n')[0].slice(0, 40)}`;
	// The boxes of both that lie in the innermost box around both.
	const apart = (one, other) => {
		let around = one;
		let before = null;
		while (!around.contains(other))
			[before, around] = [around, around.parentElement];
		const after = [...around.children].find((child) => child.contains(other));
		return before && after ?
			[before.getBoundingClientRect(), after.getBoundingClientRect()] : null;
	};
	if (stops.length < Math.min(count, most))
		problems.add(`the keyboard reaches ${stops.length} of ${count} stops, ` +
			`the last is ${stops.length ? name(stops.at(-1).part) : 'none'}`);
	for (const { part, seen, covered, shown } of stops) {
		if (!seen)
			problems.add(`${name(part)} has the focus and is not seen`);
		else if (covered)
			problems.add(`${name(part)} is covered by ${covered} when it has the focus`);
		if (!shown)
			problems.add(`${name(part)} does not show that it has the focus`);
	}
	window.scrollTo(0, 0);
	for (let at = 1; at < stops.length; at++) {
		const boxes = apart(stops[at - 1].part, stops[at].part);
		if (!boxes)
			continue;
		const [a, b] = boxes;
		const beside = Math.abs((a.top + a.bottom) - (b.top + b.bottom)) < 8;
		if (b.bottom <= a.top + 1 || (beside && b.right <= a.left + 1))
			problems.add(`${name(stops[at].part)} comes after ` +
				`${name(stops[at - 1].part)} and stands before it`);
	}
	return [...problems];
};

// Goes through the page by Tab, up to sixty stops, and looks at each: is
// it seen, does it show that it has the focus, is it where one looks next, and
// does the way end.
export async function lostKeys(page) {
	const most = 60;
	await page.evaluate(() => document.activeElement?.blur());
	await page.evaluate(rings);
	const count = await page.evaluate(rewind);
	for (let presses = 0, ended = false; presses < 6 * most && !ended; presses++) {
		await page.keyboard.press('Tab');
		ended = await page.evaluate(note, most);
	}
	return page.evaluate(judge, [count, most]);
}

// Whether anything moves for those who asked for none of it.
export async function moves(page) {
	return page.evaluate(() => {
		const problems = new Set();
		const long = (times) => times.split(',').some((time) => parseFloat(time) > 0.01);
		for (const part of document.querySelectorAll('*')) {
			const style = getComputedStyle(part);
			if (long(style.transitionDuration) ||
				(style.animationName !== 'none' && long(style.animationDuration)))
				problems.add(`<${part.localName} class="${part.getAttribute('class') ?? ''}"> moves`);
		}
		if (getComputedStyle(document.documentElement).scrollBehavior === 'smooth')
			problems.add('the page scrolls by itself');
		return [...problems];
	});
}
