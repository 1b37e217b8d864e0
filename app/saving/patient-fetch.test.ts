import assert from "node:assert/strict";
import test from "node:test";
import { patientFetch } from "./patient-fetch.ts";

const PAGE = "http://here/main/keys?_rsc=1";
const rsc = { headers: { rsc: "1" } };
const answer = (text: string, redirectedTo?: string) => {
  const response = new Response(text);
  if (redirectedTo)
    Object.defineProperties(response, { redirected: { value: true }, url: { value: redirectedTo } });
  return response;
};

/** A server that answers in turn; an Error is a lost request. */
function page(answers: (Response | Error)[], canSignIn = true) {
  const log: string[] = [];
  const fetch = patientFetch(
    async () => {
      log.push("asked");
      const next = answers.shift() ?? new Error("asked too often");
      if (next instanceof Error) throw next;
      return next;
    },
    {
      untilThere: async () => void log.push("waited"),
      signedInAgain: async () => {
        log.push("signed in");
        return canSignIn;
      },
      tell: (there) => void log.push(there ? "there" : "lost"),
      here: () => "/main/keys",
    },
  );
  return { fetch, log };
}

test("a page that cannot be reached is waited for and asked for again", async () => {
  const { fetch, log } = page([new TypeError("Failed to fetch"), answer("page")]);
  assert.equal(await (await fetch(PAGE, rsc)).text(), "page");
  assert.deepEqual(log, ["asked", "lost", "waited", "asked", "there"]);
});

test("a refresh that leads to sign-in waits until the person is signed in again, and is asked for again", async () => {
  const redirects = [
    answer("", "http://here/sign-in?next=%2Fmain"),
    answer('1:E{"digest":"NEXT_REDIRECT;replace;/sign-in?next=%2Fmain;307;"}'),
  ];
  for (const redirect of redirects) {
    const { fetch, log } = page([redirect, answer("page")]);
    assert.equal(await (await fetch(PAGE, rsc)).text(), "page");
    assert.deepEqual(log, ["asked", "there", "signed in", "asked", "there"]);
  }
});

test("where the page cannot ask to sign in, and on the way to sign-in itself, the answer is passed on", async () => {
  const to = "http://here/sign-in";
  assert.equal(await (await page([answer("form", to)], false).fetch(PAGE, rsc)).text(), "form");
  const { fetch, log } = page([answer("form")]);
  assert.equal(await (await fetch(to, rsc)).text(), "form");
  assert.deepEqual(log, ["asked", "there"]);
});

test("actions, pages asked for ahead and other requests pass as they are, lost ones too", async () => {
  const others = [
    {},
    { headers: { ...rsc.headers, "next-action": "1" } },
    { headers: { ...rsc.headers, "next-router-prefetch": "1" } },
  ];
  for (const init of others) {
    const { fetch, log } = page([new TypeError("Failed to fetch")]);
    await assert.rejects(fetch(PAGE, init), TypeError);
    assert.deepEqual(log, ["asked"]);
  }
});
