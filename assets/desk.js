// What visitors wrote goes off the screen in every tab at once when somebody
// signs out, and when nobody has been at the desk, in any tab, for as long as a
// session may be left alone. Without script a page locks when it is next used.
'use strict';

const idle = Number(document.body.dataset.idle) * 1000;
const desk = new BroadcastChannel('desk');
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

desk.onmessage = ({ data }) => {
	if (data === 'out')
		lock();
	else
		until = Date.now() + idle;
};
desk.postMessage('used');

document.querySelector('.sign-out').addEventListener('submit', () => desk.postMessage('out'));
document.addEventListener('visibilitychange', look);
setInterval(look, 1000);

// A page out of the history is as it was left.
addEventListener('pageshow', ({ persisted }) => {
	if (persisted)
		location.reload();
});

// Forms of the list and the board are sent in place. The answer is a page like
// this one, whose main part takes the place of ours; what had the focus has it
// again, and the notice is read out. Whatever fails is sent the plain way.
const said = document.createElement('div');
said.className = 'hidden';
said.setAttribute('role', 'status');
document.body.append(said);

function selector(element) {
	if (element?.id)
		return '#' + CSS.escape(element.id);
	if (element?.name && element.type !== 'submit')
		return `[name="${CSS.escape(element.name)}"]`;
	if (element?.name)
		return `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
	return null;
}

// Beside what is gone: the row or the card it was in, or the page.
function focusOn(wanted, around) {
	const element = (wanted && document.querySelector(wanted)) ||
	    (around && document.querySelector(around)?.querySelector('a')) ||
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
	const around = selector(document.activeElement?.closest('tr')?.querySelector('th') ?? button?.closest('.card'));
	if (button?.name)
		data.append(button.name, button.value);
	const to = button?.hasAttribute('formaction') ? button.formAction : form.action;
	try {
		const { response, responseURL } = await ask(to, data);
		if (!responseURL.includes('/admin/leads'))
			return location.assign(responseURL);
		show(response, responseURL === to ? location.href : responseURL);
		focusOn(focus, around);
	} catch {
		form.dataset.plain = '';
		form.requestSubmit(button);
	}
}

document.addEventListener('submit', (event) => {
	const form = event.target;
	if (!form.matches('[data-swap], .done form') || !document.querySelector('[data-swap]') || 'plain' in form.dataset)
		return;
	event.preventDefault();
	send(form, event.submitter, selector(document.activeElement));
});

// "Date" opens a field in its place; without script it leads to the lead.
document.addEventListener('click', (event) => {
	const link = event.target.closest('.soon a');
	if (!link || event.ctrlKey || event.metaKey || event.shiftKey)
		return;
	const id = link.pathname.split('/').pop();
	const day = Object.assign(document.createElement('input'), { type: 'date', min: document.getElementById('many-day').min });
	const set = Object.assign(document.createElement('button'), { name: 'next', textContent: 'Set' });
	const close = () => {
		set.remove();
		day.replaceWith(link);
		link.focus();
	};
	event.preventDefault();
	day.setAttribute('aria-label', 'Next date');
	day.oninput = () => {
		set.value = `${id} ${day.value}`;
	};
	day.onkeydown = (press) => {
		if (press.key === 'Escape')
			close();
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
});

// A card is dropped where one of its buttons leads: then that is pressed.
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

function prepare() {
	for (const card of document.querySelectorAll('.card'))
		card.draggable = true;
}

prepare();
