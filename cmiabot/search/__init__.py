"""Questions → answers. Knows nothing of chats; the only room that imports jieba and rapidfuzz."""
