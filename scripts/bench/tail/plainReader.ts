/** Writes each message of a WebSocket as a line: the least a client can do. `node plainReader.ts URL` */
const socket = new WebSocket(process.argv[2] ?? "");
socket.addEventListener("message", ({ data }) => {
  process.stdout.write(`${data}\n`);
});
socket.addEventListener("error", () => {
  process.exitCode = 1;
});
