/** What a place says when it has nothing to show: empty, failed, or still loading. */

import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";

import css from "./Notice.module.css";

export interface NoticeProps {
  readonly title: string;
  readonly text?: string | undefined;
  /** What the reader can do about it. */
  readonly action?: ReactNode;
  readonly tone?: "calm" | "danger";
  readonly size?: "inline" | "page";
}

export function Notice({ title, text, action, tone = "calm", size = "inline" }: NoticeProps) {
  return (
    <div className={css.notice} data-tone={tone} data-size={size} role={tone === "danger" ? "alert" : "status"}>
      {size === "page" ? <h1 className={css.title}>{title}</h1> : <p className={css.title}>{title}</p>}
      {text !== undefined && <p className={css.text}>{text}</p>}
      {action !== undefined && <div className={css.action}>{action}</div>}
    </div>
  );
}

export interface FailureProps {
  readonly title: string;
  readonly text: string;
  readonly retry: string;
  readonly onRetry: () => void;
  readonly size?: "inline" | "page";
}

/** A failed load with the way out of it. */
export function Failure({ title, text, retry, onRetry, size = "inline" }: FailureProps) {
  return (
    <Notice
      title={title}
      text={text}
      tone="danger"
      size={size}
      action={
        <Button variant="default" onClick={onRetry}>
          {retry}
        </Button>
      }
    />
  );
}

export interface LoadingProps {
  readonly label: string;
  readonly rows?: number;
  readonly height?: number;
}

/** Grey rows in the shape of what is to come. */
export function Loading({ label, rows = 3, height = 18 }: LoadingProps) {
  return (
    <div className={css.loading} role="status" aria-busy="true">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <Skeleton key={index} height={height} radius="sm" />
      ))}
    </div>
  );
}
