/**
 * A request to the API, from arrival to log entry, in one transaction: nothing is answered that is not on disk, and
 * nothing arrives that is not in the log.
 */
import { type Answer, dropped, refused, serverError, type Transport, tooManyRequests } from "./answer.ts";
import { type FaultTrial, type Operation, tryFaults } from "./faults.ts";
import { randomFor } from "./random.ts";
import { refusalOf } from "./refusals.ts";
import { nextOf, transaction } from "./store/database.ts";
import { appendLog, type LogEntry } from "./store/log.ts";
import type { World } from "./world.ts";

export interface Arrival {
  readonly operation: Operation | "unknown";
  /** When the request arrived, before its body was read. */
  readonly at: number;
  readonly realAt: number;
  readonly authenticated: boolean;
  /** What the log keeps of the request. */
  readonly noted: Partial<
    Pick<
      LogEntry,
      | "to"
      | "from"
      | "body"
      | "sid"
      | "statusCallback"
      | "validityPeriodS"
      | "contentSid"
      | "contentVariables"
      | "media"
    >
  >;
}

export interface Treatment {
  readonly answer: Answer;
  readonly transport: Transport;
  /** System time by which the answer is held back. */
  readonly latencyMs: number;
}

/** @param serve does what was asked; called at most once, inside the transaction. */
export function treatArrival(world: World, arrival: Arrival, serve: () => Answer): Treatment {
  return transaction(world.db, () => {
    const treatment = decide(world, arrival, serve);
    const { answer, transport } = treatment;
    appendLog(world.db, {
      ...arrival.noted,
      at: arrival.at,
      realAt: arrival.realAt,
      kind: arrival.operation,
      body: answer.reads ?? arrival.noted.body ?? null,
      sid: answer.sid ?? arrival.noted.sid ?? null,
      outcome: answer.outcome,
      answer: transport === "arrives" ? answer.httpStatus : null,
    });
    return treatment;
  });
}

function decide(world: World, arrival: Arrival, serve: () => Answer): Treatment {
  if (!arrival.authenticated) return { answer: refused(refusalOf(20003)), transport: "arrives", latencyMs: 0 };
  if (arrival.operation === "unknown") return { answer: serve(), transport: "arrives", latencyMs: 0 };

  const { seed, faults } = world.settings();
  const random = randomFor(seed, "arrival", nextOf(world.db, "arrival"));
  const trial = tryFaults(faults, { random, to: arrival.noted.to ?? null, on: arrival.operation });
  const spoiled = spoil(trial, arrival.at);
  const { answer, transport } = spoiled ?? garble(trial, serve());
  const latencyMs = trial.fires("latency")?.ms ?? 0;
  if (trial.left !== faults) world.setSettings({ ...world.settings(), faults: trial.left });
  return { answer, transport, latencyMs };
}

type Outcome = Omit<Treatment, "latencyMs">;

/** Faults that strike before anything is done. */
function spoil(trial: FaultTrial, at: number): Outcome | undefined {
  if (trial.fires("drop")) return { answer: dropped, transport: "cut" };
  const rateLimit = trial.fires("rateLimit");
  if (rateLimit) {
    const { retryAfterSeconds, retryAfterForm } = rateLimit;
    const date = new Date(at + retryAfterSeconds * 1_000).toUTCString();
    const retryAfter = retryAfterForm === "date" ? date : String(retryAfterSeconds);
    return { answer: tooManyRequests(retryAfter), transport: "arrives" };
  }
  const failure = trial.fires("serverError");
  if (failure) return { answer: serverError(failure.status), transport: "arrives" };
  const refusal = trial.fires("refuse");
  if (refusal) return { answer: refused(refusalOf(refusal.code)), transport: "arrives" };
  return undefined;
}

/** Faults that keep the caller from learning that its message was accepted. */
function garble(trial: FaultTrial, answer: Answer): Outcome {
  if (answer.outcome !== "accepted") return { answer, transport: "arrives" };
  if (trial.fires("acceptThenTimeout")) return { answer, transport: "hangs" };
  if (trial.fires("acceptThenDrop")) return { answer, transport: "cut" };
  const failure = trial.fires("acceptThenServerError");
  if (failure) {
    const { httpStatus, body } = serverError(failure.status);
    return { answer: { ...answer, httpStatus, body }, transport: "arrives" };
  }
  return { answer, transport: "arrives" };
}
