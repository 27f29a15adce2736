/** A trial of a machine that is not there yet: begun, looked at each second, judged by other rules, ended. No React. */

import type { Client } from "../client";
import { Problem } from "../problem";
import type { Trial, TrialChange, TrialIn } from "./types";

const LOOKED_MS = 1_000;
/** So long after the last change it is sent. */
const PAUSE_MS = 600;

export interface TrialView {
  readonly trial: Trial | null;
  /** Why there is none. */
  readonly error: Error | null;
  readonly pending: boolean;
  /** Why the last change was not taken; the trial goes on as it was. */
  readonly refused: Error | null;
  /** What is shown is not yet what was changed last. */
  readonly stale: boolean;
}

const NOTHING: TrialView = { trial: null, error: null, pending: false, refused: null, stale: false };

const path = (id: string): string => `/setup/trials/${encodeURIComponent(id)}`;
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

export class TrialRun {
  view = NOTHING;
  private client: Client;
  private asked: TrialIn | null = null;
  private change: TrialChange = {};
  private key = "";
  /** What the running trial was told last. */
  private told = "";
  /** Answers to questions of an earlier life are not heard. */
  private life = 0;
  private looking: ReturnType<typeof setTimeout> | undefined;
  private telling: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(client: Client) {
    this.client = client;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  /**
   * What is to be tried; null for nothing. Another connector, device or other settings are another trial; `change` is
   * what is to be otherwise in the one that runs: profile, text of the rules, entries of the mapping.
   */
  want(client: Client, asked: TrialIn | null, change: TrialChange): void {
    this.client = client;
    this.change = change;
    const key = asked === null ? "" : JSON.stringify([asked.connector, asked.settings, asked.device]);
    this.asked = asked;
    if (key !== this.key) {
      this.key = key;
      this.end();
      if (asked !== null) {
        void this.begin();
      }
    } else {
      this.tell();
    }
  }

  /** Begin anew what is wanted. */
  readonly retry = (): void => {
    this.end();
    void this.begin();
  };

  stop(): void {
    this.key = "";
    this.end();
  }

  private show(part: Partial<TrialView>): void {
    this.view = { ...this.view, ...part };
    for (const listener of this.listeners) {
      listener();
    }
  }

  private end(): void {
    this.life += 1;
    clearTimeout(this.looking);
    clearTimeout(this.telling);
    const { trial } = this.view;
    this.show(NOTHING);
    if (trial !== null) {
      // Nobody waits for it: a trial that is not asked for ends by itself.
      this.client.send("DELETE", path(trial.id)).catch(() => undefined);
    }
  }

  private async begin(): Promise<void> {
    if (this.asked === null) {
      return;
    }
    const { life, asked, change } = this;
    const { profile = asked.profile, signals } = change;
    const settings = signals === undefined ? asked.settings : { ...asked.settings, signals };
    this.show({ ...NOTHING, pending: true });
    try {
      const trial = await this.client.send<Trial>("POST", "/setup/trials", { ...asked, settings, profile });
      if (life !== this.life) {
        this.client.send("DELETE", path(trial.id)).catch(() => undefined);
        return;
      }
      this.told = change.profile_text === undefined ? JSON.stringify(change) : "";
      this.show({ trial, pending: false });
      this.look();
      this.tell();
    } catch (error) {
      if (life === this.life) {
        this.show({ error: asError(error), pending: false });
      }
    }
  }

  private look(): void {
    clearTimeout(this.looking);
    this.looking = setTimeout(() => void this.ask(), LOOKED_MS);
  }

  private async ask(): Promise<void> {
    const { life } = this;
    const told = this.told;
    const { trial } = this.view;
    if (trial === null) {
      return;
    }
    try {
      const fresh = await this.client.get<Trial>(path(trial.id));
      if (life === this.life && told === this.told) {
        this.show({ trial: fresh, error: null });
      }
    } catch (error) {
      if (life !== this.life) {
        return;
      }
      if (error instanceof Problem && error.status === 404) {
        this.show({ trial: null });
        this.retry();
        return;
      }
      this.show({ error: asError(error) });
    }
    if (life === this.life) {
      this.look();
    }
  }

  /** Send the change a moment after it was made. */
  private tell(): void {
    const text = JSON.stringify(this.change);
    const { trial } = this.view;
    clearTimeout(this.telling);
    if (trial === null || text === this.told) {
      if (this.view.stale) {
        this.show({ stale: false });
      }
      return;
    }
    if (!this.view.stale) {
      this.show({ stale: true });
    }
    this.telling = setTimeout(() => void this.send(trial.id, text), PAUSE_MS);
  }

  private async send(id: string, text: string): Promise<void> {
    const { life } = this;
    this.told = text;
    try {
      const trial = await this.client.send<Trial>("PUT", path(id), JSON.parse(text));
      if (life === this.life && text === this.told) {
        this.show({ trial, refused: null, stale: false });
      }
    } catch (error) {
      if (life === this.life && text === this.told) {
        this.show({ refused: asError(error), stale: false });
      }
    }
  }
}
