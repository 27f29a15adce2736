/** Keeps one broken page from taking the whole application with it. */

import { Component } from "react";
import type { ReactNode } from "react";

export interface CrashGuardProps {
  readonly children: ReactNode;
  readonly fallback: ReactNode;
  /** When this changes (another page), the guard tries again. */
  readonly resetKey: string;
}

interface State {
  readonly crashedOn: string | null;
}

export class CrashGuard extends Component<CrashGuardProps, State> {
  override state: State = { crashedOn: null };

  override componentDidCatch(): void {
    this.setState({ crashedOn: this.props.resetKey });
  }

  static getDerivedStateFromError(): Partial<State> {
    return { crashedOn: "" };
  }

  override componentDidUpdate(previous: CrashGuardProps): void {
    if (previous.resetKey !== this.props.resetKey && this.state.crashedOn !== null) {
      this.setState({ crashedOn: null });
    }
  }

  override render(): ReactNode {
    return this.state.crashedOn === null ? this.props.children : this.props.fallback;
  }
}
