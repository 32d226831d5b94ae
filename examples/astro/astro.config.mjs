import { defineConfig, passthroughImageService } from "astro/config";

// Pictures are small copies already: they are published as they are.
export default defineConfig({ image: { service: passthroughImageService() } });
