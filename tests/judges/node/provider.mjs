// SPDX-License-Identifier: GPL-3.0-or-later
// A certified OpenID Connect provider (panva's oidc-provider) as a portal, with its own pages for
// logging in: provider.mjs MODULES PORT REDIRECT-URI ALGORITHM; the client's secret comes in SECRET.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { pathToFileURL } from "node:url";

const [modules, port, redirect, algorithm] = process.argv.slice(2);
const { default: Provider } = await import(pathToFileURL(`${modules}/oidc-provider/lib/index.js`));

const key = (kind, options, more) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }), use: "sig", kid: randomUUID(), ...more,
});
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: "vermilion", client_secret: process.env.SECRET, redirect_uris: [redirect],
    id_token_signed_response_alg: algorithm,
  }],
  jwks: { keys: [key("rsa", { modulusLength: 2048 }), key("ec", { namedCurve: "P-256" })] },
  claims: { openid: ["sub"], profile: ["name"] },
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256"] },
  pkce: { required: () => true },
  cookies: { keys: [randomUUID()] },
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, name: "王小明" }) }),
});
provider.listen(Number(port), "127.0.0.1", () => console.log("listening"));
