import { defineCollection } from "astro:content";
import { glob } from "astro/loaders";
import { z } from "astro/zod";

const article = {
  title: z.string(),
  description: z.string(),
  kind: z.string(),
  link: z.string().optional(),
  outlet: z.string(),
  domain: z.string(),
  language: z.string().optional(),
  direction: z.enum(["ltr", "rtl", "auto"]),
};

const stories = defineCollection({
  loader: glob({ base: "./src/content/stories", pattern: "*.md" }),
  schema: ({ image }) =>
    z.object({
      ...article,
      pubDate: z.coerce.date(),
      tags: z.array(z.string()),
      heat: z.number(),
      article_count: z.number(),
      outlet_count: z.number(),
      picture: z
        .object({
          file: image().optional(),
          url: z.string().optional(),
          width: z.number().optional(),
          height: z.number().optional(),
          alt: z.string(),
          credit: z.string(),
        })
        .optional(),
      coverage: z.array(z.object({ ...article, date: z.coerce.date(), copy: z.boolean().default(false) })),
    }),
});

export const collections = { stories };
