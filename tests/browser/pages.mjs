// Every kind of page there is, once: [name, address, status].

// Of visitors.
export const visitors = [
	['home', '/', 200],
	['guides', '/guides', 200],
	['guide-first', '/guides/how-to-choose', 200],
	['guide-code', '/guides/nodejs-under-load', 200],
	['guide-measured', '/guides/measured-not-argued', 200],
	['guide-disagree', '/guides/where-sources-disagree', 200],
	['guide-short', '/guides/java', 200],
	['sources', '/guides/sources', 200],
	['disagreements', '/guides/disagreements', 200],
	['stacks', '/stacks', 200],
	['stack', '/stacks/node', 200],
	['compare', '/compare', 200],
	['comparison', '/compare/node-vs-python', 200],
	['search', '/search', 200],
	['search-hits', '/search?q=event+loop', 200],
	['search-none', '/search?q=xylophone', 200],
	['assessment', '/assessment', 200],
	['assessment-for-two', '/assessment?vs=js-data-grow-poly', 200],
	['assessment-wrong', '/assessment?team=js&hard=none&go=1', 422],
	['result-single', '/assessment/js-rules-long-two', 200],
	['result-close', '/assessment/js-rules-long-one', 200],
	['result-hybrid', '/assessment/js-data-grow-poly', 200],
	['result-start-one', '/assessment/py-io-mvp-two', 200],
	['versus', '/assessment/js-rules-long-two/vs/js-rules-mvp-two', 200],
	['proof', '/assessment/proof', 200],
	['book', '/book', 200],
	['book-wrong', '/book?tz=Mars/Phobos', 422],
	['contact', '/contact', 200],
	['contact-thanks', '/contact/thanks', 200],
	['privacy', '/privacy', 200],
	['imprint', '/imprint', 200],
	['data-kept', '/how-your-data-is-kept', 200],
	['not-found', '/nowhere', 404],
];

// Of one visitor, who has booked: below the address of the call.
export const own = [
	['own', '', 200],
	['own-move', '/reschedule', 200],
	['own-correct', '/correct', 200],
	['own-erase', '/erase', 200],
];

// Of the desk, before anybody has signed in and after.
export const door = [
	['login', '/admin/login', 200],
];
export const desk = [
	['today', '/admin', 200],
	['leads', '/admin/leads', 200],
	['leads-none', '/admin/leads?q=xylophone', 200],
	['board', '/admin/leads?view=board', 200],
	['lead', '/admin/leads/1', 200],
	['lead-erase', '/admin/leads/1/erase', 200],
	['bookings', '/admin/bookings', 200],
	['availability', '/admin/availability', 200],
	['quarantine', '/admin/quarantine', 200],
	['insights', '/admin/insights', 200],
	['outbox', '/admin/outbox', 200],
	['outbox-message', '/admin/outbox/1', 200],
	['audit', '/admin/audit', 200],
	['settings', '/admin/settings', 200],
	['passphrase', '/admin/settings/passphrase', 200],
	['second-factor', '/admin/settings/second-factor', 200],
	['recovery', '/admin/settings/recovery', 200],
	['desk-not-found', '/admin/nowhere', 404],
];
