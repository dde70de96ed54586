import type { BrokerEvent } from './broker.ts';
import { type Emit } from './call-log.ts';
import { BUDGET } from './checked.ts';
import { type Dialect, dialectOf } from './dialect.ts';
import type { Patience } from './failures.ts';
import { giveBack } from './give-back.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { openRedaction, type Redactor } from './redact.ts';
import type { Settings } from './settings.ts';
import { openSlots, type Slots } from './slots.ts';
import { openUpstream, type Upstream } from './upstream.ts';

/** What all calls of one run share. */
export type Gateway = {
  readonly settings: Settings;
  readonly dialect: Dialect;
  readonly ledger: Ledger;
  readonly slots: Slots;
  readonly patience: Patience;
  readonly upstream: Upstream;
  readonly distrust: Distrust;
  readonly openRedactor: () => Redactor;
  /** Told about each byte of an answer, for the memory that it takes. */
  readonly passed: (bytes: number) => void;
  readonly emit: Emit;
  readonly now: () => number;
};

/** Once what asks has shown that it is not what was started, nothing more goes to the provider. */
export type Distrust = { begin(): void; isOn(): boolean };

export function openGateway(settings: Settings, emit: Emit, patience: Patience): Gateway {
  const now = () => performance.now();
  return {
    settings,
    dialect: dialectOf(settings),
    ledger: openLedger(settings.budgets, settings.price, now),
    slots: openSlots(settings.budgets.concurrent),
    patience,
    upstream: openUpstream(settings),
    distrust: openDistrust(),
    openRedactor: openRedaction(settings.key),
    passed: giveBack(),
    emit: limitEvents(emit),
    now,
  };
}

function openDistrust(): Distrust {
  let on = false;
  return {
    begin() {
      on = true;
    },
    isOn: () => on,
  };
}

/** One call of a sort settles the verdict; a flood of them must not fill the trail. */
const MAX_OF_A_SORT = 100;

/** Each sort by itself, so that a flood of a harmless one hides no other. */
function limitEvents(emit: Emit): Emit {
  const told = new Map<string, number>();
  return (event) => {
    const sort = sortOf(event);
    if (sort !== null) {
      const count = told.get(sort) ?? 0;
      if (count >= MAX_OF_A_SORT) return;
      told.set(sort, count + 1);
    }
    emit(event);
  };
}

/** Null for what the budgets bound: everything that was sent to the provider. */
function sortOf(event: BrokerEvent): string | null {
  if (event.kind !== 'call' || event.tokens !== undefined) return null;
  const isBudget = event.why?.startsWith(BUDGET) === true;
  return isBudget ? BUDGET : event.decision;
}
