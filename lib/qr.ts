// QR codes as a path for an SVG.
import { generate } from "lean-qr";
import { toSvgPath } from "lean-qr/extras/svg";

export interface QrCode {
  path: string;
  /** Width and height of the path. */
  size: number;
}

export function qrOf(text: string): QrCode {
  const code = generate(text);
  return { path: toSvgPath(code), size: code.size };
}
