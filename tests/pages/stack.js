// The local stack, started and read as a person would.

import { execFileSync, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

const STARTS_WITHIN_MS = 60_000;

/** Starts it on no data; gives where to go in a browser. `stop` ends it. */
export async function startStack(binaries, results) {
  const child = spawn(`${binaries}/local-stack`, ["stack", "--fresh"], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = () => (child.kill("SIGTERM"), ended);
  try {
    const told = await welcome(child, `${results}/stack.log`);
    return { ...told, invitation: () => invite(binaries, told.woocommerce.url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What it prints for people, once all of it is there. */
function welcome(child, log) {
  const kept = createWriteStream(log);
  let text = "";
  return new Promise((resolve, reject) => {
    const fail = (why) => reject(new Error(`the local stack ${why}:\n${text.slice(-2000)}`));
    const timer = setTimeout(() => fail("did not start in time"), STARTS_WITHIN_MS);
    timer.unref();
    child.once("error", (error) => fail(error.message));
    child.once("exit", () => fail("ended"));
    const read = (piece) => {
      kept.write(piece);
      text += piece;
      if (text.includes("What the functions log:")) {
        clearTimeout(timer);
        try { resolve(places(text)); } catch (error) { reject(error); }
      }
    };
    child.stdout.setEncoding("utf8").on("data", read);
    child.stderr.setEncoding("utf8").on("data", read);
  });
}

function places(text) {
  const [host, install] = found(text, /Install the app in (\S+): +(\S+)/);
  const [url, name, password] = found(text, /runs WooCommerce: (\S+), whose (\S+) signs in with (\S+);/);
  const [proxy, trusted] = found(text, /--proxy-server=(\S+) --ignore-certificate-errors-spki-list=(\S+)/);
  return { shopify: { host, install }, woocommerce: { url, name, password }, proxy, trusted };
}

function found(text, line) {
  const match = line.exec(text);
  if (!match) throw new Error(`nothing was printed like ${line}`);
  return match.slice(1);
}

/** The printed command, with the programs that are built already. */
function invite(binaries, url) {
  const operator = '"$0/countersign" invite-woocommerce store-1 "$1"';
  const command = `eval "$("$0/local-stack" stack env oauth-callback)" && ${operator}`;
  const printed = execFileSync("bash", ["-c", command, binaries, url], { encoding: "utf8" });
  return found(printed, /(https:\/\/\S+)/)[0];
}
