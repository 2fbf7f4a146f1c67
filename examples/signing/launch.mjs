import { randomUUID, sign } from "node:crypto"; import { readFileSync } from "node:fs";
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url"), now = Math.floor(Date.now() / 1000);
const claims = { iss: "https://portal.example", aud: "https://wizard.example/launch", origin: "https://portal.example", sub: "operator-17", iat: now, exp: now + 60, jti: randomUUID(), ver: 1 };
const signed = part({ typ: "kyb-launch+jwt", alg: "EdDSA", kid: "2026-01" }) + "." + part(claims);
console.log(signed + "." + sign(null, Buffer.from(signed), readFileSync("launch-key.pem")).toString("base64url"));
