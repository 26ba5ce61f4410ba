// For who is signed in: has the worker keep what is read, and lets an answer that found no
// connection wait for one. Where there is no worker, all is as without these files, which are joined
// into one module in the order asking, showing, waiting, beginning.

const { reader } = document.documentElement.dataset;
const { worker: address } = document.querySelector("script[data-worker]").dataset;
const here = location.pathname;
const container = navigator.serviceWorker;

const FIRST_PAUSE = 1_000; // milliseconds
const LONGEST_PAUSE = 60_000;

let registration = null;
let isWaiting = false;
let timer;

const worker = () => registration?.active ?? container?.controller;

/** Asks the worker to act; gives what it says, which is undefined where it could not. */
function ask(message) {
  const { port1, port2 } = new MessageChannel();
  const said = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker().postMessage(message, [port2]);
  return said;
}

/** Has what waits sent; again after ever longer pauses, for a network is often back before it works. */
function send(pause = FIRST_PAUSE) {
  clearTimeout(timer);
  if (worker()) ask({ act: "send" });
  timer = setTimeout(() => isWaiting && send(Math.min(2 * pause, LONGEST_PAUSE)), pause);
}
