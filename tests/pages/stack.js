// `cargo stack`, started and read as a person would.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";

/** It may have to be compiled first. */
const STARTS_WITHIN_MS = 900_000;

/** Starts it; gives where to go in a browser. `stop` ends it. */
export async function startStack(repository, target) {
  if (spawnSync("cargo", ["stack", "env", "oauth-callback"], { cwd: repository }).status === 0) {
    throw new Error("cargo stack runs already; end it first, because its stores would be connected anew");
  }
  const child = spawn("cargo", ["stack"], { cwd: repository, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = () => (child.kill("SIGTERM"), ended);
  try {
    const told = await welcome(child, `${target}/pages/stack.log`);
    const invitation = () => invite(repository, target, told.woocommerce.url);
    return { ...told, invitation, stop };
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
    const fail = (why) => reject(new Error(`cargo stack ${why}:\n${text.slice(-2000)}`));
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
  if (!match) throw new Error(`cargo stack no longer prints ${line}`);
  return match.slice(1);
}

/** The printed command, with the program that `cargo stack` has built already. */
function invite(repository, target, url) {
  const command = 'eval "$(cargo stack env oauth-callback)" && exec "$0" invite-woocommerce store-1 "$1"';
  const operator = `${target}/debug/countersign`;
  const printed = execFileSync("bash", ["-c", command, operator, url], { cwd: repository, encoding: "utf8" });
  return found(printed, /(https:\/\/\S+)/)[0];
}
