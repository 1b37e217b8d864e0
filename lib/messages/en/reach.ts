// This server's own way to Telegram and Google. `code` is Node's, `fault` one of lib/reach.ts.
export const why =
  "{fault, select, dns {its name is not found} blocked {the connection is refused} silent {nothing answers there} certificate {the certificate is not the right one} page {something on the way answers instead} other {the connection fails}}";

export default {
  name: "The server cannot reach Google",
  headline: `This server cannot reach Google: ${why} ({code}). No key is to blame.`,
  doing: "We try again with the next message, and go on by ourselves once Google is reached.",
  remedy:
    "Whoever runs the server has to look at its network, DNS and firewall, or set GEMINI_BASE_URL to another way.",
  telegram: `This server cannot reach Telegram: ${why} ({code}). The token is not to blame: look at the server’s network, DNS and firewall.`,
};
