import assert from "node:assert/strict";
import test from "node:test";
import { shownLink } from "./shown-link.ts";

const made = { link: "http://localhost:3000/invite/abc", local: true };

test("without PUBLIC_URL a link begins with the address at which its maker reached the server, and says so", () => {
  assert.deepEqual(shownLink(made, "http://192.168.1.7:3000"), {
    link: "http://192.168.1.7:3000/invite/abc",
    warning: "here",
  });
});

test("on the server's own machine it says that the link opens there only", () => {
  for (const origin of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])
    assert.deepEqual(shownLink(made, origin), { link: made.link, warning: "local" }, origin);
});

test("with PUBLIC_URL the link is that of the server, wherever the page was reached", () => {
  const own = { link: "https://bots.example.com/invite/abc", local: false };
  assert.deepEqual(shownLink(own, "http://192.168.1.7:3000"), { link: own.link, warning: null });
});
