// What ical.js reads in the calendar files on standard input, a JSON list of
// texts: the list of their contents in the words of rfc5545.py.
import { readFileSync } from 'node:fs';
import ICAL from '../browser/node_modules/ical.js/dist/ical.js';

const seconds = (time) => {
	if (time.zone !== ICAL.Timezone.utcTimezone)
		throw new Error(`${time} is not in UTC`);
	return time.toUnixTime();
};

const person = (event, name) => {
	const property = event.getFirstProperty(name);
	return property && {
		name: property.getParameter('cn') ?? '',
		address: property.getFirstValue(),
	};
};

const read = (text) => {
	const calendar = new ICAL.Component(ICAL.parse(text));
	const parts = calendar.getAllSubcomponents('vevent');
	if (parts.length !== 1)
		throw new Error(`${parts.length} events`);
	const [event] = parts;
	const value = (name, from = event) => from.getFirstPropertyValue(name);
	return {
		method: value('method', calendar),
		uid: value('uid'),
		sequence: value('sequence'),
		stamp: seconds(value('dtstamp')),
		starts: seconds(value('dtstart')),
		ends: seconds(value('dtend')),
		status: value('status'),
		summary: value('summary') ?? '',
		description: value('description') ?? '',
		location: value('location') ?? '',
		url: value('url') ?? '',
		organizer: person(event, 'organizer'),
		attendee: person(event, 'attendee'),
		alarms: event.getAllSubcomponents('valarm').map((alarm) => ({
			before: -value('trigger', alarm).toSeconds(),
			text: value('description', alarm),
		})),
	};
};

const texts = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(texts.map(read)));
