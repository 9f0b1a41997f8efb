// A mail server that others wrote (npm smtp-server), for the program to send
// to: STARTTLS and a sign-in, nothing else. Takes PORT, CERT, KEY, USER and
// PASSWORD; prints "ready", then each mail it accepts as a line of JSON.
import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";

const [port, cert, key, user, password] = process.argv.slice(2);

const server = new SMTPServer({
  cert: readFileSync(cert),
  key: readFileSync(key),
  onAuth(auth, session, done) {
    const good = session.secure && auth.username === user &&
      auth.password === password;
    done(good ? null : new Error("no such user or password"),
      good ? { user } : undefined);
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      console.log(JSON.stringify({
        user: session.user,
        secure: session.secure,
        from: session.envelope.mailFrom.address,
        to: session.envelope.rcptTo.map((to) => to.address),
        mail: Buffer.concat(parts).toString("base64"),
      }));
      done();
    });
  },
});
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
process.on("SIGTERM", () => process.exit(0));
