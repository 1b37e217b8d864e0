import { render } from "/tmp/bf/words9/lib/markdown/entities.ts";
import { split } from "/tmp/bf/words9/lib/markdown/split.ts";
const alphabet = ["*", "_", "`", "[", "]", "(", ")", "<", ">", "!", "&", "\\", "-", "|", "~", "#", "\n", " ", "a", "1.", ":", "\"", "http://a", "    ", "```", "+", "\t", "^", "=", "😀", "\u0301"];
const cost = (s: string) => { const t = process.cpuUsage(); split(render(s)); const u = process.cpuUsage(t); return (u.user + u.system) / 1000; };
const rand = (n: number) => Math.floor(Math.random() * n);
const endAt = Date.now() + Number(process.argv[2]) * 1000;
let count = 0; const worst: [number, string][] = [];
while (Date.now() < endAt) {
  const piece = Array.from({ length: 1 + rand(5) }, () => alphabet[rand(alphabet.length)]).join("");
  const pre = rand(3) === 0 ? Array.from({ length: rand(4) }, () => alphabet[rand(alphabet.length)]).join("") : "";
  const post = rand(3) === 0 ? Array.from({ length: rand(4) }, () => alphabet[rand(alphabet.length)]).join("") : "";
  const second = rand(3) === 0 ? Array.from({ length: 1 + rand(3) }, () => alphabet[rand(alphabet.length)]).join("") : "";
  const make = (n: number) => second ? pre + piece.repeat(n / 2 / piece.length) + post + second.repeat(n / 2 / second.length) : pre + piece.repeat(n / piece.length) + post;
  const c = cost(make(20_000)); count++;
  if (c > 150) {
    const a = Math.min(cost(make(20_000)), cost(make(20_000))), b = Math.min(cost(make(80_000)), cost(make(80_000)));
    if (b > 8 * a && b > 400 || b > 2000) console.log(JSON.stringify([pre, piece, post, second]), a.toFixed(0), b.toFixed(0));
    worst.push([b, JSON.stringify([pre, piece, post, second])]);
  }
}
console.log(count, "tried"); worst.sort((a, b) => b[0] - a[0]); console.log(worst.slice(0, 12));
