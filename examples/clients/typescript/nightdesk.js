// Made by scripts/build_client.py of nightdesk.ts, sha256 a3f2d8c7c9b434d1d1a57466dfa73af2b49aadb7b0e966873aa4a165b2ce36ed
/**
 * A strict client of a news desk's JSON API, without dependencies.
 *
 * The API promises that every key is always there, null where an item has none, and that no type changes with the data.
 * These decoders hold it to that: a key too many, one too few or a value of another type is an error that names the place.
 */
/** What came is not what the API promises; `at` is the place, such as `value[3].heat`. */
export class ShapeError extends Error {
    at;
    constructor(at, expected, found) {
        const shown = found === undefined ? "nothing" : (JSON.stringify(found) ?? String(found)).slice(0, 80);
        super(`${at || "the document"}: expected ${expected}, found ${shown}`);
        this.at = at;
        this.name = "ShapeError";
    }
}
const text = (found, at) => {
    if (typeof found !== "string")
        throw new ShapeError(at, "text", found);
    return found;
};
const filledText = (found, at) => {
    if (text(found, at) === "")
        throw new ShapeError(at, "text that is not empty", found);
    return found;
};
const whole = (found, at) => {
    if (typeof found !== "number" || !Number.isSafeInteger(found))
        throw new ShapeError(at, "a whole number", found);
    return found;
};
const size = (found, at) => {
    if (whole(found, at) < 1)
        throw new ShapeError(at, "a number of pixels", found);
    return found;
};
const truth = (found, at) => {
    if (typeof found !== "boolean")
        throw new ShapeError(at, "true or false", found);
    return found;
};
const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const moment = (found, at) => {
    if (!RFC3339.test(text(found, at)) || Number.isNaN(Date.parse(found))) {
        throw new ShapeError(at, "a time as RFC 3339 writes it", found);
    }
    return found;
};
const kind = (found, at) => {
    if (found !== "article" && found !== "video")
        throw new ShapeError(at, '"article" or "video"', found);
    return found;
};
function orNull(decode) {
    return (found, at) => (found === null ? null : decode(found, at));
}
function list(decode) {
    return (found, at) => {
        if (!Array.isArray(found))
            throw new ShapeError(at, "a list", found);
        return found.map((one, place) => decode(one, `${at}[${place}]`));
    };
}
/** A list that is null where there is nothing in it. */
function filled(decode) {
    const all = list(decode);
    return (found, at) => {
        const decoded = all(found, at);
        if (decoded.length === 0)
            throw new ShapeError(at, "a list with something in it, or null", found);
        return decoded;
    };
}
/** An object with exactly these keys. */
function table(fields) {
    const names = Object.keys(fields);
    return (found, at) => {
        if (typeof found !== "object" || found === null || Array.isArray(found))
            throw new ShapeError(at, "an object", found);
        const values = found;
        const below = (name) => (at === "" ? name : `${at}.${name}`);
        const strange = Object.keys(values).find((name) => !Object.hasOwn(fields, name));
        if (strange !== undefined)
            throw new ShapeError(below(strange), "no such key", values[strange]);
        const decoded = {};
        for (const name of names) {
            if (!Object.hasOwn(values, name))
                throw new ShapeError(below(name), "this key, if only with null", undefined);
            decoded[name] = fields[name](values[name], below(name));
        }
        return decoded;
    };
}
const image = table({
    url: filledText,
    width: orNull(size),
    height: orNull(size),
    title: orNull(text),
    attribution: orNull(text),
    isCached: truth,
});
const provider = table({
    name: filledText,
    domain: orNull(filledText),
    images: orNull(filled(image)),
    publishers: orNull(filled(filledText)),
    authors: orNull(filled(filledText)),
});
const item = table({
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
const topic = table({
    path: filledText,
    id: filledText,
    name: filledText,
    shortname: orNull(filledText),
    parent: orNull(filledText),
    keywords: orNull(filled(filledText)),
    hashtags: orNull(filled(filledText)),
    images: orNull(filled(image)),
    services: table({ news: orNull(filledText), newsletters: orNull(filledText) }),
});
function pageOf(decode) {
    const shape = table({ page: whole, value: list(decode), nextPage: orNull(whole) });
    return (found, at) => {
        const page = shape(found, at);
        if (page.nextPage !== null && page.nextPage !== page.page + 1) {
            throw new ShapeError("nextPage", `${page.page + 1} or null`, page.nextPage);
        }
        return page;
    };
}
/** Decode an item that came as JSON; ShapeError where it is none. */
export const decodeItem = (found) => item(found, "");
/** Decode a page of items; ShapeError where it is none. */
export const decodePage = (found) => pageOf(item)(found, "");
/** Decode a topic; ShapeError where it is none. */
export const decodeTopic = (found) => topic(found, "");
/** Decode the list of topics; ShapeError where it is none. */
export const decodeTopics = (found) => pageOf(topic)(found, "");
/** A desk's API at an address such as `https://news.example/api`. */
export class Desk {
    address;
    constructor(address) {
        this.address = address;
    }
    /** Items newest first, one after the other through all pages: of all news, or of one topic. */
    async *items(topicId) {
        const folder = topicId === undefined ? "news" : `news/${encodeURIComponent(topicId)}`;
        for (let number = 1; number !== null;) {
            const page = decodePage(await this.read(`${folder}/page/${number}/index.json`));
            yield* page.value;
            number = page.nextPage;
        }
    }
    /** All topics of the desk. */
    async topics() {
        return decodeTopics(await this.read("topics/index.json")).value;
    }
    async read(path) {
        const answer = await fetch(`${this.address.replace(/\/$/, "")}/${path}`);
        if (!answer.ok)
            throw new Error(`${answer.url}: ${answer.status} ${await answer.text()}`);
        return answer.json();
    }
}
