"""Extensions: what goes along with a crawl."""
