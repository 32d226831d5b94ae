#!/usr/bin/env node
/**
 * Decode every page, item and topic of a published API: `node check.js SITE/api` or `node check.js http://…/api`.
 *
 * Prints a line of JSON: what was decoded, and for each key of an item how often it was null; exits with 1 and a line for
 * each document that departs from the promised shape. Folders named `pageN`, of an older layout, are passed over.
 */

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Desk, decodeItem, decodePage, decodeTopic, decodeTopics } from "./nightdesk.js";

const counted = { pages: 0, items: 0, topics: 0, nulls: {} };
const wrong = [];

function countNulls(item, before = "") {
  for (const [key, value] of Object.entries(item)) {
    const name = before + key;
    counted.nulls[name] = (counted.nulls[name] ?? 0) + (value === null ? 1 : 0);
    if (key === "provider" && value !== null) countNulls(value, "provider.");
    for (const image of key === "images" ? (value ?? []) : []) countNulls(image, `${name}[].`);
  }
}

/** Decode one document by what its place says that it is. */
function decode(section, document) {
  const isPage = document !== null && typeof document === "object" && "value" in document;
  if (section === "topics") {
    counted.topics += isPage ? decodeTopics(document).value.length : Number(decodeTopic(document) !== null);
    return;
  }
  const items = isPage ? decodePage(document).value : [decodeItem(document)];
  counted.pages += isPage ? 1 : 0;
  counted.items += items.length;
  for (const item of items) countNulls(item);
}

async function checkFolder(folder) {
  const names = (await readdir(folder, { recursive: true })).sort();
  for (const name of names) {
    const parts = name.split(/[\\/]/);
    if (parts.at(-1) !== "index.json" || !["news", "newsletters", "topics"].includes(parts[0])) continue;
    if (/^page\d+$/.test(parts.at(-2))) continue;
    try {
      decode(parts[0], JSON.parse(await readFile(join(folder, name), "utf8")));
    } catch (error) {
      wrong.push(`${name}: ${error.message}`);
    }
  }
}

async function checkDesk(address) {
  const desk = new Desk(address);
  try {
    const topics = await desk.topics();
    counted.topics = topics.length;
    for await (const item of desk.items()) {
      counted.items += 1;
      countNulls(item);
    }
    const narrow = topics.filter((topic) => topic.services.news?.endsWith(`/news/${topic.id}/`));
    for (const topic of narrow) for await (const _ of desk.items(topic.id)) counted.items += 1;
  } catch (error) {
    wrong.push(error.message);
  }
}

const [where] = process.argv.slice(2);
if (where === undefined) {
  console.error("usage: node check.js FOLDER-OR-ADDRESS");
  process.exit(2);
}
await (/^https?:/.test(where) ? checkDesk(where) : checkFolder(where));
console.log(JSON.stringify(counted));
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 || counted.items + counted.topics === 0 ? 1 : 0;
