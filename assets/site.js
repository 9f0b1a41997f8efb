// What pages do besides where there is script. Every one of them works without.
'use strict';

const onDesk = 'idle' in document.body.dataset;

function make(name, properties, ...children) {
	const element = Object.assign(document.createElement(name), properties);
	element.append(...children);
	return element;
}

// Read out by screen readers, whatever else is on the page.
const said = make('div', { className: 'hidden' });
said.setAttribute('role', 'status');
document.body.append(said);

// The visitor's time zone, which the browser knows, instead of the owner's. Who
// has no script chooses it from the list. Only on a page where nothing was
// chosen or typed yet; a zone this site does not know changes nothing.
const list = document.getElementById('tz');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

async function showZone() {
	const known = await fetch(`/book/slots.json?days=1&tz=${encodeURIComponent(zone)}`);
	const page = new URL(location.href);
	if (known.ok) {
		page.searchParams.set('tz', zone);
		location.replace(page);
	}
}

if (!onDesk && list && zone && list.value !== zone) {
	if (list.form.method === 'get')
		showZone();
	else if ([...list.options].some((option) => option.value === zone))
		list.value = zone;
}

// Beside what people take elsewhere stands a button that copies it. Without
// https a browser gives no clipboard, and there is none.
const taken = {
	'.prose pre': 'the code',
	'.address code, .secret-address code': 'the address',
	'.facts a[href^="mailto:"]': 'the e-mail address',
	'code.key': 'the key',
};

function offer(part, what) {
	const word = document.createTextNode('Copy');
	const button = make('button', { type: 'button', className: 'copy' }, word,
		make('span', { className: 'hidden', textContent: ` ${what}` }));
	button.onclick = async () => {
		try {
			await navigator.clipboard.writeText(part.textContent);
			word.data = 'Copied';
		} catch {
			word.data = 'Not copied';
		}
		said.textContent = word.data;
		setTimeout(() => {
			word.data = 'Copy';
			said.textContent = '';
		}, 2000);
	};
	part.after(' ', button);
}

function prepare() {
	for (const card of document.querySelectorAll('.board .card'))
		card.draggable = true;
	for (const [parts, what] of Object.entries(navigator.clipboard ? taken : {}))
		for (const part of document.querySelectorAll(parts))
			offer(part, what);
}

// What visitors wrote goes off the screen in every tab at once when somebody
// signs out, and when nobody has been at the desk, in any tab, for as long as a
// session may be left alone. Without script a page locks when it is next used.
function lockWhenLeft() {
	const idle = Number(document.body.dataset.idle) * 1000;
	const tabs = new BroadcastChannel('desk');
	let until = Date.now() + idle;

	function lock() {
		document.body.hidden = true;
		location.replace('/admin/login');
	}

	// A computer that slept has missed its timers, not the time.
	function look() {
		if (Date.now() > until)
			lock();
	}

	tabs.onmessage = ({ data }) => {
		if (data === 'out')
			lock();
		else
			until = Date.now() + idle;
	};
	tabs.postMessage('used');
	document.querySelector('.sign-out').addEventListener('submit', () => tabs.postMessage('out'));
	document.addEventListener('visibilitychange', look);
	setInterval(look, 1000);

	// A page out of the history is as it was left.
	addEventListener('pageshow', ({ persisted }) => {
		if (persisted)
			location.reload();
	});
}

// Forms of the day, the list and the board are sent in place. The answer is a
// page like this one, whose main part takes the place of ours; what had the
// focus has it again, and the notice is read out. Whatever fails is sent the
// plain way.
function selector(element) {
	const form = element?.closest('form')?.getAttribute('action');
	if (element?.id)
		return '#' + CSS.escape(element.id);
	if (element?.name && element.type !== 'submit')
		return `[name="${CSS.escape(element.name)}"]`;
	if (element?.name)
		return `${form ? `[action="${CSS.escape(form)}"] ` : ''}[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
	return null;
}

const lines = () => [...document.querySelectorAll('.todo li')];

// Beside what is gone: the row or the card it was in, what took its place in
// the day, or the page.
function focusOn(wanted, around, line) {
	const element = (wanted && document.querySelector(wanted)) ||
	    (around && document.querySelector(around)?.querySelector('a')) ||
	    lines()[line]?.querySelector('a') ||
	    document.getElementById('main');
	element.focus({ preventScroll: true });
}

function show(page, url) {
	const main = page.getElementById('main');
	if (!main)
		throw new Error('no page');
	document.getElementById('main').replaceWith(document.adoptNode(main));
	document.title = page.title;
	history.replaceState(null, '', url);
	said.textContent = (main.querySelector('.done p') ?? main.querySelector('h1')).textContent;
	prepare();
}

// Not fetch: only a request of this kind gives a document without markup ever
// being a text in our hands, which the site's policy forbids.
function ask(to, data) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open('POST', to);
		request.responseType = 'document';
		request.onload = () => resolve(request);
		request.onerror = reject;
		request.send(data);
	});
}

async function send(form, button, focus) {
	const data = new URLSearchParams(new FormData(form));
	const active = document.activeElement;
	const around = selector(active?.closest('tr')?.querySelector('th') ?? button?.closest('.card'));
	const line = lines().indexOf(active?.closest('li'));
	if (button?.name)
		data.append(button.name, button.value);
	const to = button?.hasAttribute('formaction') ? button.formAction : form.action;
	try {
		const { response, responseURL } = await ask(to, data);
		const path = new URL(responseURL).pathname;
		if (path !== location.pathname && !path.startsWith('/admin/leads'))
			return location.assign(responseURL);
		show(response, responseURL === to ? location.href : responseURL);
		focusOn(focus, around, line);
	} catch {
		form.dataset.plain = '';
		form.requestSubmit(button);
	}
}

function sendInPlace() {
	document.addEventListener('submit', (event) => {
		const form = event.target;
		if (!form.matches('[data-swap], .done form') || !document.querySelector('[data-swap]') || 'plain' in form.dataset)
			return;
		event.preventDefault();
		send(form, event.submitter, selector(document.activeElement));
	});
}

// "Date" opens a field in its place; without script it leads to the lead.
function askDay(link) {
	const id = link.pathname.split('/').pop();
	const day = make('input', { type: 'date', min: document.getElementById('many-day').min });
	const set = make('button', { name: 'next' }, 'Set');
	day.setAttribute('aria-label', 'Next date');
	day.oninput = () => {
		set.value = `${id} ${day.value}`;
	};
	day.onkeydown = (press) => {
		if (press.key === 'Escape') {
			set.remove();
			day.replaceWith(link);
			link.focus();
		}
		if (press.key !== 'Enter')
			return;
		press.preventDefault();
		set.click();
	};
	set.onclick = (press) => {
		if (day.value)
			return;
		press.preventDefault();
		day.focus();
	};
	link.replaceWith(day, set);
	day.focus();
}

function openDays() {
	document.addEventListener('click', (event) => {
		const link = event.target.closest('.soon a');
		if (!link || event.ctrlKey || event.metaKey || event.shiftKey)
			return;
		event.preventDefault();
		askDay(link);
	});
}

// A card is dropped where one of its buttons leads: then that is pressed.
function dragCards() {
	let dragged = null;

	function goal(target) {
		const column = target.closest?.('.board-column');
		return column && dragged?.querySelector(`[data-to="${column.dataset.stage}"]`);
	}

	function mark(column) {
		document.querySelector('.board-column.over')?.classList.remove('over');
		column?.classList.add('over');
	}

	document.addEventListener('dragstart', ({ target, dataTransfer }) => {
		dragged = target.closest?.('.card');
		dataTransfer.effectAllowed = 'move';
	});
	document.addEventListener('dragover', (event) => {
		const button = goal(event.target);
		mark(button && event.target.closest('.board-column'));
		if (button)
			event.preventDefault();
	});
	document.addEventListener('drop', (event) => {
		const button = goal(event.target);
		mark(null);
		if (!button)
			return;
		event.preventDefault();
		send(button.form, button, `#${dragged.id} summary`);
	});
	document.addEventListener('dragend', () => {
		mark(null);
		dragged = null;
	});
}

// Single keys, for hands that stay on the keyboard. Where to go with g stands in
// the navigation, what a page does itself at its parts, as data-key; the sheet
// behind "?" is made of the same. Whoever dictates, or hits keys by accident,
// switches them off there (WCAG 2.1.4); the button at the foot opens it too.
const FIELDS = 'input:not([type="checkbox"], [type="radio"]), select, textarea, dialog, [contenteditable]';
const ROWS = 'tr, li';

const keysAreOff = () => localStorage.getItem('keys') === 'off';
const goals = () => [...document.querySelectorAll('.nav [data-key]')];
const parts = () => [...document.querySelectorAll('main [data-key]')];
const links = () => [...document.querySelectorAll('main .lead-link, main tbody th a')];

function step(by) {
	const all = links();
	const row = document.activeElement.closest(ROWS);
	const at = all.findIndex((link) => link === document.activeElement || row?.contains(link));
	all[at < 0 ? 0 : at + by]?.focus();
}

function search() {
	const field = document.querySelector('main [type="search"]');
	if (field)
		field.focus();
	else
		location.assign('/admin/leads#q');
}

const everywhere = {
	'?': ['Show this sheet', showKeys],
	'/': ['Search the leads', search],
};
const inLists = {
	j: ['Next in the list', () => step(1)],
	k: ['The one before', () => step(-1)],
	o: ['Open it, as Enter does', () => {
		if (links().includes(document.activeElement))
			document.activeElement.click();
	}],
	x: ['Tick it', () => document.activeElement.closest('tr')?.querySelector('.tick input')?.click()],
};

function use(part) {
	if (part.matches('a, button'))
		part.click();
	else
		part.focus();
}

function showKeys() {
	const line = (keys, what) => make('div', {}, make('dt', {}, ...keys.flatMap((key) => [make('kbd', {}, key), ' '])), make('dd', {}, what));
	const part = (title, rows) => rows.length ? [make('h3', {}, title), make('dl', { className: 'keys' }, ...rows)] : [];
	const title = make('h2', { id: 'keys-title' }, 'Keyboard');
	const on = make('input', { type: 'checkbox', id: 'keys-on', checked: !keysAreOff() });
	const sheet = make('dialog', { className: 'sheet' }, title,
		...part('Go to', goals().map((link) => line(['g', link.dataset.key], link.textContent))),
		...part('On this page', parts().map((place) => line([place.dataset.key], place.dataset.help))),
		...part('In lists', links().length ? Object.entries(inLists).map(([key, [what]]) => line([key], what)) : []),
		...part('Everywhere', Object.entries(everywhere).map(([key, [what]]) => line([key], what))),
		make('form', { method: 'dialog' },
			make('p', { className: 'check' }, on, make('label', { htmlFor: 'keys-on' }, 'These keys work. Unticked, none of them does anything in this browser.')),
			make('button', { className: 'button second' }, 'Close')));
	sheet.setAttribute('aria-labelledby', 'keys-title');
	on.onchange = () => localStorage.setItem('keys', on.checked ? 'on' : 'off');
	sheet.onclose = () => sheet.remove();
	document.body.append(sheet);
	sheet.showModal();
}

function listenToKeys() {
	let led = 0;

	document.addEventListener('keydown', (event) => {
		if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing ||
		    event.target.closest(FIELDS) || keysAreOff())
			return;
		const find = (all) => all.find((part) => part.dataset.key === event.key);
		const goal = Date.now() - led < 1500 && find(goals());
		const place = find(parts());
		led = !goal && event.key === 'g' ? Date.now() : 0;
		const act = goal ? () => goal.click() : place ? () => use(place) :
		    (everywhere[event.key] ?? inLists[event.key])?.[1];
		if (!act)
			return;
		event.preventDefault();
		act();
	});
	const button = make('button', { type: 'button', className: 'quiet keys-button' }, 'Keyboard');
	button.onclick = showKeys;
	document.querySelector('.bottom-row').append(button);
	if (location.hash === '#q')
		search();
}

prepare();
if (onDesk) {
	lockWhenLeft();
	sendInPlace();
	openDays();
	dragCards();
	listenToKeys();
}
