import type { BrokerEvent } from './broker.ts';
import { type Emit } from './call-log.ts';
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
    emit: limitRefusals(emit),
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

/** One refusal settles the verdict; a flood of them must not fill the trail. */
const MAX_REFUSALS = 100;

function limitRefusals(emit: Emit): Emit {
  let refusals = 0;
  return (event: BrokerEvent) => {
    if (event.kind === 'call' && event.decision === 'refused') refusals += 1;
    if (refusals <= MAX_REFUSALS || event.kind !== 'call' || event.decision !== 'refused') emit(event);
  };
}
