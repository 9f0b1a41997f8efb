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
