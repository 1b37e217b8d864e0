// A QR code for a terminal.
import { generate } from "lean-qr";

/** Modules of white around it, which readers need. */
const QUIET = 2;
/** Black on white, whatever the terminal's colours are. */
const [COLOURS, RESET] = ["\x1b[30;107m", "\x1b[0m"];

/** Two rows of modules share a line, so that they are square. */
export function terminalQr(text: string): string {
  const code = generate(text);
  const line = (y: number): string => {
    let cells = "";
    for (let x = -QUIET; x < code.size + QUIET; x++) {
      const [upper, lower] = [code.get(x, y), code.get(x, y + 1)];
      cells += upper ? (lower ? "█" : "▀") : lower ? "▄" : " ";
    }
    return `${COLOURS}${cells}${RESET}`;
  };
  const lines = [];
  for (let y = -QUIET; y < code.size + QUIET; y += 2) lines.push(line(y));
  return lines.join("\n");
}
