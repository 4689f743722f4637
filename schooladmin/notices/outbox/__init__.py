"""Letters by e-mail: collected as drafts, mended by a person, sent by a click, with a result for each reader."""
