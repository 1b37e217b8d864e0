// A small OpenID Connect provider: it lets whoever `identity` names in at once.
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface IdentityProviderServer {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Claims about who signs in next. */
  identity: Record<string, unknown>;
  end(): Promise<void>;
}

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

export async function startIdentityProvider(): Promise<IdentityProviderServer> {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "1", alg: "RS256", use: "sig" };
  const asked = new Map<string, URLSearchParams>();

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", provider.issuer);
    const json = (value: object, status = 200) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (url.pathname === "/.well-known/openid-configuration") {
      const { issuer } = provider;
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    }
    if (url.pathname === "/jwks") return json({ keys: [jwk] });
    if (url.pathname === "/authorize") {
      const code = randomUUID();
      asked.set(code, url.searchParams);
      const back = new URL(url.searchParams.get("redirect_uri") ?? "");
      back.searchParams.set("code", code);
      back.searchParams.set("state", url.searchParams.get("state") ?? "");
      return response.writeHead(302, { location: back.href }).end();
    }
    if (url.pathname === "/token") {
      let body = "";
      for await (const chunk of request) body += chunk;
      const given = new URLSearchParams(body);
      const code = given.get("code") ?? "";
      const question = asked.get(code);
      asked.delete(code);
      const challenge = createHash("sha256")
        .update(given.get("code_verifier") ?? "")
        .digest("base64url");
      const secret = Buffer.from(`${provider.clientId}:${provider.clientSecret}`).toString("base64");
      if (
        question?.get("code_challenge") !== challenge ||
        question.get("redirect_uri") !== given.get("redirect_uri") ||
        request.headers.authorization !== `Basic ${secret}`
      )
        return json({ error: "invalid_grant" }, 400);
      const now = Math.floor(Date.now() / 1_000);
      const claims = {
        ...{ iss: provider.issuer, aud: provider.clientId, iat: now, exp: now + 60 },
        nonce: question.get("nonce"),
        ...provider.identity,
      };
      const signed = `${base64({ alg: "RS256", kid: "1" })}.${base64(claims)}`;
      const signature = sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("base64url");
      return json({ access_token: randomUUID(), token_type: "Bearer", id_token: `${signed}.${signature}` });
    }
    return json({}, 404);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const provider: IdentityProviderServer = {
    issuer: `http://127.0.0.1:${port}`,
    clientId: "botfactory",
    clientSecret: "a-secret-of-the-client",
    identity: {},
    end: async () => void (await new Promise((done) => server.close(done))),
  };
  return provider;
}
