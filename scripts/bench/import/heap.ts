/** How much of its heap workerd's main isolate uses, asked over the inspector's protocol while something runs. */
export interface HeapWatch {
  /** The most bytes that were seen. */
  readonly end: () => Promise<number>;
}

const lookEveryMs = 50;

/** Watches the isolate of the service called `headsup`. */
export async function watchHeap(inspectorPort: number): Promise<HeapWatch> {
  const listed = (await (await fetch(`http://127.0.0.1:${inspectorPort}/json`)).json()) as Target[];
  const target = listed.find(({ id }) => /headsup/.test(id));
  if (target === undefined) throw new Error(`no isolate of headsup among ${listed.map(({ id }) => id).join()}`);
  const socket = new WebSocket(`ws://127.0.0.1:${inspectorPort}/${target.id}`);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`the inspector refuses ${target.id}`));
  });
  let most = 0;
  let looks = 0;
  socket.onmessage = ({ data }) => {
    const { result } = JSON.parse(String(data)) as { result?: { usedSize?: number } };
    if (result?.usedSize === undefined) return;
    looks++;
    most = Math.max(most, result.usedSize);
  };
  let asked = 0;
  const ask = () => socket.send(JSON.stringify({ id: ++asked, method: "Runtime.getHeapUsage" }));
  const timer = setInterval(ask, lookEveryMs);
  return {
    end: async () => {
      clearInterval(timer);
      const before = looks;
      ask();
      while (looks === before && socket.readyState === WebSocket.OPEN)
        await new Promise((again) => setTimeout(again, 20));
      socket.close();
      if (looks === 0) throw new Error("the inspector told nothing of the heap");
      return most;
    },
  };
}

interface Target {
  readonly id: string;
}
