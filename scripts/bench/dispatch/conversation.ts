import type { ChildProcess } from "node:child_process";

/** A child told things over IPC, one at a time. */
export function conversation<Order, Word extends { readonly word: string }>(child: ChildProcess, name: string) {
  /** Says something, or nothing, and waits for the answer. */
  const ask = <Kind extends Word["word"]>(order: Order | null, answer: Kind): Promise<Extract<Word, { word: Kind }>> =>
    new Promise((resolve, reject) => {
      const settle = (done: () => void) => {
        child.off("message", hear).off("exit", fail);
        done();
      };
      const hear = (word: Word) => {
        if (word.word === answer) settle(() => resolve(word as Extract<Word, { word: Kind }>));
      };
      const fail = () => settle(() => reject(new Error(`${name} ended with ${child.exitCode}`)));
      child.on("message", hear).on("exit", fail);
      if (order !== null) child.send(order as object);
    });
  const close = (): Promise<void> =>
    new Promise((done) => {
      if (child.exitCode !== null || child.signalCode !== null) return done();
      child.once("exit", () => done());
      child.kill("SIGKILL");
    });
  return { ask, close };
}
