// Preloaded into the binary by a test: the signal comes when its launcher has run and its command is still being loaded.
setImmediate(() => process.kill(process.pid, process.env.STOP_WITH));
