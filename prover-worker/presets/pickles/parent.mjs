// A thread that ends the process when its parent has ended: a proof keeps the main thread for a minute or more, and only then does
// that notice that its input has ended.
const parent = process.ppid;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 1000);
