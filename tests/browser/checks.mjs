// What a page must be besides free of axe's violations. Each check looks at
// the page as it stands and gives the sentences of what is wrong.

// Whether it scrolls sideways as a whole, or a part does that no keyboard
// could scroll and no screen reader would name.
export async function tooWide(page) {
	return page.evaluate(() => {
		const problems = [];
		const room = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth > room)
			problems.push(`${document.documentElement.scrollWidth} px wide on ${room} px`);
		for (const part of document.querySelectorAll('body *')) {
			if (part.scrollWidth <= part.clientWidth + 1)
				continue;
			const { overflowX, clipPath } = getComputedStyle(part);
			// What is for screen readers alone is clipped, and fields scroll.
			if (overflowX === 'visible' || clipPath !== 'none' ||
				part.matches('input, textarea, select'))
				continue;
			const what = `<${part.localName} class="${part.className}">`;
			if (overflowX === 'hidden' || overflowX === 'clip')
				problems.push(`${what} cuts off what it holds`);
			else if (part.tabIndex < 0)
				problems.push(`${what} scrolls, but not by keyboard`);
			else if (part.localName !== 'pre' && (part.getAttribute('role') !== 'region' ||
				!(part.ariaLabel || document.getElementById(part.getAttribute('aria-labelledby')))))
				problems.push(`${what} scrolls and is no named region`);
		}
		return problems;
	});
}

// Scrolls every part that can be by keyboard, as one who has no mouse; the
// first column must stay in view.
export async function deafToKeys(page) {
	const problems = [];
	for (const region of await page.locator('[role=region][tabindex="0"]').all()) {
		if (await region.evaluate((part) => part.scrollWidth <= part.clientWidth + 1))
			continue;
		await region.focus();
		for (let presses = 0; presses < 4; presses++)
			await page.keyboard.press('ArrowRight');
		// Until it has come to rest; a second for one that does not begin.
		await region.evaluate(async (part) => {
			for (let frames = 0, rest = 0, at = 0; frames < 60 && rest < 6; frames++) {
				await new Promise(requestAnimationFrame);
				rest = part.scrollLeft > 0 && part.scrollLeft === at ? rest + 1 : 0;
				at = part.scrollLeft;
			}
		});
		const [moved, shift] = await region.evaluate((part) => [part.scrollLeft,
			part.querySelector('tbody th[scope=row], tbody td')?.getBoundingClientRect().left -
			part.getBoundingClientRect().left]);
		if (moved <= 0)
			problems.push('a region does not scroll by keyboard');
		else if (Math.abs(shift) > 2)
			problems.push(`the first column went away by ${shift} px`);
	}
	return problems;
}

// On paper: no navigation, that it is a demonstration, links with their addresses, rows in one piece.
export async function badOnPaper(page) {
	await page.emulateMedia({ media: 'print' });
	const problems = await page.evaluate(() => {
		const found = [];
		for (const part of document.querySelectorAll('.demo'))
			if (!part.checkVisibility())
				found.push('that it is a demonstration is not printed');
		for (const part of document.querySelectorAll('nav, .skip, .next, form'))
			if (part.checkVisibility())
				found.push(`<${part.localName} class="${part.className}"> is printed`);
		for (const link of document.querySelectorAll('.prose p > a[href^="/"], .prose p > a[href^="https:"]'))
			if (!getComputedStyle(link, '::after').content.includes('('))
				found.push(`${link.getAttribute('href')} is not printed`);
		for (const row of document.querySelectorAll('tr'))
			if (getComputedStyle(row).breakInside !== 'avoid')
				found.push('a row may be split over pages');
		for (const part of document.querySelectorAll('[role=region]'))
			if (getComputedStyle(part).overflowX !== 'visible')
				found.push('what stands to the right of a table is not printed');
		return [...new Set(found)];
	});
	await page.emulateMedia({ media: 'screen' });
	return problems;
}

// Without any style: the way to skip first, then the heading, then its text,
// each below the other.
export async function badWithoutStyle(page) {
	return page.evaluate(() => {
		for (const sheet of document.querySelectorAll('link[rel=stylesheet], style'))
			sheet.remove();
		const problems = [];
		const top = (part) => part.getBoundingClientRect().top;
		const heading = document.querySelector('h1');
		if (document.body.querySelector('a')?.getAttribute('href') !== '#main')
			problems.push('the first link does not skip to the content');
		if (!document.querySelector('main')?.contains(heading))
			problems.push('the h1 is not in the content');
		for (const text of document.querySelectorAll('main p, main li, main table')) {
			if (text.closest('[role=alert], .eyebrow') || !text.textContent.trim())
				continue;
			if (heading && top(text) < top(heading))
				problems.push(`before the h1: ${text.textContent.trim().slice(0, 60)}`);
		}
		for (const picture of document.querySelectorAll('svg'))
			if (picture.getBoundingClientRect().width > 480)
				problems.push('a picture as wide as the window');
		for (const part of document.querySelectorAll('.toc, .notes'))
			if (!(part.compareDocumentPosition(document.querySelector('.prose')) &
				(part.matches('.toc') ? 4 : 2)))
				problems.push(`${part.className} stands out of order`);
		return problems;
	});
}

// The skip link is the first stop, and what follows it is in the content.
export async function skipsNothing(page) {
	const active = (look) => page.evaluate(look);
	await page.keyboard.press('Tab');
	if (await active(() => document.activeElement.getAttribute('href')) !== '#main')
		return ['the first stop of the keyboard is no skip link'];
	if (!await active(() => {
		const box = document.activeElement.getBoundingClientRect();
		return box.width > 40 && box.top >= 0 && box.left >= 0;
	}))
		return ['the skip link is not seen when it is reached'];
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	return await active(() => document.activeElement === document.body ||
		document.querySelector('main').contains(document.activeElement) ||
		document.querySelector('main').compareDocumentPosition(document.activeElement) === 4)
		? [] : ['the skip link does not lead into the content'];
}
