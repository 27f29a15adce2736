/** Addresses, languages, and failures told apart. */

import { describe, expect, it } from "vitest";

import { createClient, liveUrl } from "./client";
import { Problem, Unreachable } from "./problem";

function recording(response: () => Promise<Response>) {
  const asked: { url: string; init: RequestInit }[] = [];
  const client = createClient("ru", (url, init) => {
    asked.push({ url, init });
    return response();
  });
  return { client, asked };
}

const ok = () => Promise.resolve(new Response("{}"));

describe("the client", () => {
  it("writes instants in UTC, escapes ids and asks in the reader's language", async () => {
    const { client, asked } = recording(ok);
    await client.timeline("a/b ц", { from: 0, to: 1_500 }, ["state", "alarm"]);
    await client.observations("m", "x&y", { from: 0, to: 1_000 }, 500);
    await client.explain("m", 1);
    expect(asked.map(({ url }) => url)).toEqual([
      "/api/v1/machines/a%2Fb%20%D1%86/timeline?from=1970-01-01T00%3A00%3A00.000Z&to=1970-01-01T00%3A00%3A01.500Z&tracks=state%2Calarm",
      "/api/v1/machines/m/observations?signal=x%26y&from=1970-01-01T00%3A00%3A00.000Z&to=1970-01-01T00%3A00%3A01.000Z&max_points=500",
      "/api/v1/machines/m/explain?at=1970-01-01T00%3A00%3A00.001Z",
    ]);
    expect(new Headers(asked[0]?.init.headers).get("Accept-Language")).toBe("ru");
  });

  it("turns problem details into a problem", async () => {
    const body = { status: 404, title: "Нет", detail: "Станка нет", code: "machine_unknown" };
    const { client } = recording(() => Promise.resolve(new Response(JSON.stringify(body), { status: 404 })));
    await expect(client.machine("x")).rejects.toMatchObject({ name: "Problem", ...body });
  });

  it("survives an answer that is no JSON at all", async () => {
    const { client } = recording(() =>
      Promise.resolve(new Response("<html>", { status: 502, statusText: "Bad Gateway" })),
    );
    const failure = client.machines();
    await expect(failure).rejects.toBeInstanceOf(Problem);
    await expect(failure).rejects.toMatchObject({ status: 502, title: "Bad Gateway", detail: "" });
  });

  it("says that nobody answered", async () => {
    const { client } = recording(() => Promise.reject(new TypeError("Failed to fetch")));
    await expect(client.machines()).rejects.toBeInstanceOf(Unreachable);
  });

  it("passes a cancelled request on as such", async () => {
    const { client } = recording(() => Promise.reject(new DOMException("gone", "AbortError")));
    await expect(client.machines()).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("the live address", () => {
  it("keeps the page's host and security, and says where to resume", () => {
    expect(liveUrl({ protocol: "https:", host: "plant:8443" })).toBe("wss://plant:8443/api/v1/live");
    expect(liveUrl({ protocol: "http:", host: "plant" }, { epoch: "e 1", seq: 9 })).toBe(
      "ws://plant/api/v1/live?after=9&epoch=e+1",
    );
  });
});

describe("a question of a topic", () => {
  const answering = (status: number, body: string | null) => {
    const sent: { url: string; init: RequestInit }[] = [];
    const client = createClient("ru", (url, init) => {
      sent.push({ url, init });
      return Promise.resolve(new Response(body, { status }));
    });
    return { client, sent };
  };

  it("sends its body as JSON and reads the answer", async () => {
    const { client, sent } = answering(200, '{"version":3}');
    await expect(client.send("PUT", "/reasons", { reasons: [] })).resolves.toEqual({ version: 3 });
    expect(sent[0]?.url).toBe("/api/v1/reasons");
    expect(sent[0]?.init).toMatchObject({
      method: "PUT",
      body: '{"reasons":[]}',
      headers: { "Content-Type": "application/json", "Accept-Language": "ru" },
    });
  });

  it("takes an answer without content, and leaves out what is not asked", async () => {
    const { client, sent } = answering(204, null);
    await expect(
      client.send("DELETE", "/kpis/x", undefined, { dry_run: true, at: undefined }),
    ).resolves.toBeUndefined();
    expect(sent[0]?.url).toBe("/api/v1/kpis/x?dry_run=true");
    expect(sent[0]?.init.body).toBeUndefined();
  });
});
