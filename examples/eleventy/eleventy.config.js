const day = { day: "numeric", year: "numeric", timeZone: "UTC" };
const minute = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const words = (month) => (date) => new Intl.DateTimeFormat("en-GB", { ...day, month, ...minute }).format(new Date(date)).replace(" at ", ", ");
const stories = (collections) => collections.getFilteredByGlob("content/stories/*.md").reverse();

export default function (eleventy) {
  eleventy.addPassthroughCopy("content/pictures");
  eleventy.addPassthroughCopy("content/style.css");
  eleventy.addGlobalData("site", { title: "My news desk", description: "What your sources report, story by story." });

  eleventy.addCollection("stories", stories);
  eleventy.addCollection("topics", (collections) => {
    const topics = new Map();
    for (const story of stories(collections)) {
      for (const name of story.data.tags ?? []) topics.set(name, [...(topics.get(name) ?? []), story]);
    }
    return [...topics].map(([name, listed]) => ({ name, stories: listed })).sort((a, b) => b.stories.length - a.stories.length);
  });

  eleventy.addFilter("shortMoment", words("short"));
  eleventy.addFilter("longMoment", words("long"));
  eleventy.addFilter("iso", (date) => new Date(date).toISOString());
  eleventy.addFilter("hottest", (listed, count) => listed.slice(0, 20).sort((a, b) => b.data.heat - a.data.heat).slice(0, count));
  eleventy.addFilter("without", (listed, others) => listed.filter((story) => !others.includes(story)));
  eleventy.addFilter("first", (listed, count) => listed.slice(0, count));
  // Letters of any script, as Eleventy's own `slugify` leaves nothing of some.
  eleventy.addFilter("topicPath", (name) => `/topics/${name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "")}/`);
}

export const config = { dir: { input: "content", includes: "../_includes" }, htmlTemplateEngine: "njk" };
