/**
 * A strict client of a news desk's JSON API, without dependencies.
 *
 * The API promises that every key is always there, null where an item has none, and that no type changes with the data.
 * These decoders hold it to that: a key too many, one too few or a value of another type is an error that names the place.
 */

export interface Image {
  url: string;
  width: number | null;
  height: number | null;
  title: string | null;
  attribution: string | null;
  isCached: boolean;
}

export interface Provider {
  name: string;
  domain: string | null;
  images: Image[] | null;
  publishers: string[] | null;
  authors: string[] | null;
}

export interface Item {
  path: string;
  title: string;
  excerpt: string | null;
  sourceUrl: string | null;
  webUrl: string | null;
  originalUrl: string | null;
  featuredContent: string | null;
  highlight: boolean | null;
  heat: number | null;
  tags: string[] | null;
  images: Image[] | null;
  content: string;
  type: "article" | "video";
  ampWebUrl: string | null;
  cdnAmpWebUrl: string | null;
  publishedDateTime: string;
  updatedDateTime: string | null;
  provider: Provider | null;
  locale: string;
  categories: string[];
  topics: (string | null)[] | null;
}

export interface Topic {
  path: string;
  id: string;
  name: string;
  shortname: string | null;
  parent: string | null;
  keywords: string[] | null;
  hashtags: string[] | null;
  images: Image[] | null;
  services: { news: string | null; newsletters: string | null };
}

/** A page of a list; `nextPage` is null on the last one. */
export interface Page<T> {
  page: number;
  value: T[];
  nextPage: number | null;
}

/** What came is not what the API promises; `at` is the place, such as `value[3].heat`. */
export class ShapeError extends Error {
  constructor(
    readonly at: string,
    expected: string,
    found: unknown,
  ) {
    const shown = found === undefined ? "nothing" : (JSON.stringify(found) ?? String(found)).slice(0, 80);
    super(`${at || "the document"}: expected ${expected}, found ${shown}`);
    this.name = "ShapeError";
  }
}

type Decoder<T> = (found: unknown, at: string) => T;

const text: Decoder<string> = (found, at) => {
  if (typeof found !== "string") throw new ShapeError(at, "text", found);
  return found;
};

const filledText: Decoder<string> = (found, at) => {
  if (text(found, at) === "") throw new ShapeError(at, "text that is not empty", found);
  return found as string;
};

const whole: Decoder<number> = (found, at) => {
  if (typeof found !== "number" || !Number.isSafeInteger(found)) throw new ShapeError(at, "a whole number", found);
  return found;
};

const size: Decoder<number> = (found, at) => {
  if (whole(found, at) < 1) throw new ShapeError(at, "a number of pixels", found);
  return found as number;
};

const truth: Decoder<boolean> = (found, at) => {
  if (typeof found !== "boolean") throw new ShapeError(at, "true or false", found);
  return found;
};

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const moment: Decoder<string> = (found, at) => {
  if (!RFC3339.test(text(found, at)) || Number.isNaN(Date.parse(found as string))) {
    throw new ShapeError(at, "a time as RFC 3339 writes it", found);
  }
  return found as string;
};

const kind: Decoder<"article" | "video"> = (found, at) => {
  if (found !== "article" && found !== "video") throw new ShapeError(at, '"article" or "video"', found);
  return found;
};

function orNull<T>(decode: Decoder<T>): Decoder<T | null> {
  return (found, at) => (found === null ? null : decode(found, at));
}

function list<T>(decode: Decoder<T>): Decoder<T[]> {
  return (found, at) => {
    if (!Array.isArray(found)) throw new ShapeError(at, "a list", found);
    return found.map((one, place) => decode(one, `${at}[${place}]`));
  };
}

/** A list that is null where there is nothing in it. */
function filled<T>(decode: Decoder<T>): Decoder<T[]> {
  const all = list(decode);
  return (found, at) => {
    const decoded = all(found, at);
    if (decoded.length === 0) throw new ShapeError(at, "a list with something in it, or null", found);
    return decoded;
  };
}

/** An object with exactly these keys. */
function table<T extends object>(fields: { [K in keyof T]-?: Decoder<T[K]> }): Decoder<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (found, at) => {
    if (typeof found !== "object" || found === null || Array.isArray(found)) throw new ShapeError(at, "an object", found);
    const values = found as Record<string, unknown>;
    const below = (name: string) => (at === "" ? name : `${at}.${name}`);
    const strange = Object.keys(values).find((name) => !Object.hasOwn(fields, name));
    if (strange !== undefined) throw new ShapeError(below(strange), "no such key", values[strange]);
    const decoded: Partial<T> = {};
    for (const name of names) {
      if (!Object.hasOwn(values, name)) throw new ShapeError(below(name), "this key, if only with null", undefined);
      decoded[name] = fields[name](values[name], below(name));
    }
    return decoded as T;
  };
}

const image = table<Image>({
  url: filledText,
  width: orNull(size),
  height: orNull(size),
  title: orNull(text),
  attribution: orNull(text),
  isCached: truth,
});

const provider = table<Provider>({
  name: filledText,
  domain: orNull(filledText),
  images: orNull(filled(image)),
  publishers: orNull(filled(filledText)),
  authors: orNull(filled(filledText)),
});

const item = table<Item>({
  path: filledText,
  title: text,
  excerpt: orNull(text),
  sourceUrl: orNull(filledText),
  webUrl: orNull(filledText),
  originalUrl: orNull(filledText),
  featuredContent: orNull(filledText),
  highlight: orNull(truth),
  heat: orNull(whole),
  tags: orNull(filled(filledText)),
  images: orNull(filled(image)),
  content: text,
  type: kind,
  ampWebUrl: orNull(filledText),
  cdnAmpWebUrl: orNull(filledText),
  publishedDateTime: moment,
  updatedDateTime: orNull(moment),
  provider: orNull(provider),
  locale: filledText,
  categories: filled(filledText),
  topics: orNull(filled(orNull(filledText))),
});

const topic = table<Topic>({
  path: filledText,
  id: filledText,
  name: filledText,
  shortname: orNull(filledText),
  parent: orNull(filledText),
  keywords: orNull(filled(filledText)),
  hashtags: orNull(filled(filledText)),
  images: orNull(filled(image)),
  services: table<Topic["services"]>({ news: orNull(filledText), newsletters: orNull(filledText) }),
});

function pageOf<T>(decode: Decoder<T>): Decoder<Page<T>> {
  const shape = table<Page<T>>({ page: whole, value: list(decode), nextPage: orNull(whole) });
  return (found, at) => {
    const page = shape(found, at);
    if (page.nextPage !== null && page.nextPage !== page.page + 1) {
      throw new ShapeError("nextPage", `${page.page + 1} or null`, page.nextPage);
    }
    return page;
  };
}

/** Decode an item that came as JSON; ShapeError where it is none. */
export const decodeItem = (found: unknown): Item => item(found, "");

/** Decode a page of items; ShapeError where it is none. */
export const decodePage = (found: unknown): Page<Item> => pageOf(item)(found, "");

/** Decode a topic; ShapeError where it is none. */
export const decodeTopic = (found: unknown): Topic => topic(found, "");

/** Decode the list of topics; ShapeError where it is none. */
export const decodeTopics = (found: unknown): Page<Topic> => pageOf(topic)(found, "");

/** A desk's API at an address such as `https://news.example/api`. */
export class Desk {
  constructor(private readonly address: string) {}

  /** Items newest first, one after the other through all pages: of all news, or of one topic. */
  async *items(topicId?: string): AsyncGenerator<Item> {
    const folder = topicId === undefined ? "news" : `news/${encodeURIComponent(topicId)}`;
    for (let number: number | null = 1; number !== null; ) {
      const page: Page<Item> = decodePage(await this.read(`${folder}/page/${number}/index.json`));
      yield* page.value;
      number = page.nextPage;
    }
  }

  /** All topics of the desk. */
  async topics(): Promise<Topic[]> {
    return decodeTopics(await this.read("topics/index.json")).value;
  }

  private async read(path: string): Promise<unknown> {
    const answer = await fetch(`${this.address.replace(/\/$/, "")}/${path}`);
    if (!answer.ok) throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
