// Preloaded: hands the signal of SIGNAL_AT_START to the command line as soon as it listens to it. Not through the system, which delivers
// a signal at the event loop's next turn: a command that is over by then rightly ends with what it found.
const name = process.env.SIGNAL_AT_START;
process.on('newListener', (event) => {
  if (event === name) queueMicrotask(() => process.emit(name, name));
});
