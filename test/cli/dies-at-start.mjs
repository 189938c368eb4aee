// Preloaded: sends the process the signal of SIGNAL_AT_START as soon as the command line listens to it.
const name = process.env.SIGNAL_AT_START;
process.on('newListener', (event) => {
  if (event === name) setImmediate(() => process.kill(process.pid, name));
});
