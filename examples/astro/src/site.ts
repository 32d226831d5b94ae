import { getCollection, type CollectionEntry } from "astro:content";

export const site = { title: "My news desk", description: "What your sources report, story by story." };

export type Story = CollectionEntry<"stories">;

/** All stories, the newest first. */
export async function allStories(): Promise<Story[]> {
  const stories = await getCollection("stories");
  return stories.sort((a, b) => b.data.pubDate.getTime() - a.data.pubDate.getTime());
}

/** Each topic with its stories, the largest first. */
export async function allTopics(): Promise<{ name: string; path: string; stories: Story[] }[]> {
  const topics = new Map<string, Story[]>();
  for (const story of await allStories()) {
    for (const name of story.data.tags) topics.set(name, [...(topics.get(name) ?? []), story]);
  }
  return [...topics]
    .map(([name, stories]) => ({ name, path: topicPath(name), stories }))
    .sort((a, b) => b.stories.length - a.stories.length);
}

/** The last part of a topic's address, in letters of any script. */
export function topicPath(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
}

/** A time in words, in UTC. */
export function words(date: Date, month: "short" | "long"): string {
  const day = { day: "numeric", month, year: "numeric", timeZone: "UTC" } as const;
  const minute = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat("en-GB", { ...day, ...minute }).format(date).replace(" at ", ", ");
}

/** The address of a story's picture. */
export function pictureAddress(story: Story): string | undefined {
  return story.data.picture?.file?.src ?? story.data.picture?.url;
}
