/** Waits for `work`, but no longer than `ms`. Whether it ended in time; how it ended is its own business. */
export function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const bound = new Promise<boolean>((done) => {
    timer = setTimeout(() => done(false), ms);
  });
  const ended = work.then(
    () => true,
    () => true,
  );
  return Promise.race([ended, bound]).finally(() => clearTimeout(timer));
}
