// Asks the verifier that receivers of webhooks use (npm standardwebhooks)
// about messages: JSON on standard input, one answer a line on standard
// output, "ok" or what it says against it.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

for (const { secret, headers, body } of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    new Webhook(secret).verify(body, headers);
    console.log("ok");
  } catch (error) {
    console.log(error.message);
  }
}
