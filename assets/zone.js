// The visitor's time zone, which the browser knows, instead of the owner's. Who
// has no script chooses it from the list. Only on a page where nothing was
// chosen or typed yet; a zone this site does not know changes nothing.
'use strict';

const list = document.getElementById('tz');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

async function show() {
	const known = await fetch(`/book/slots.json?days=1&tz=${encodeURIComponent(zone)}`);
	const page = new URL(location.href);
	if (known.ok) {
		page.searchParams.set('tz', zone);
		location.replace(page);
	}
}

if (list && zone && list.value !== zone) {
	if (list.form.method === 'get')
		show();
	else if ([...list.options].some((option) => option.value === zone))
		list.value = zone;
}
