// Keys and small conveniences. Every page works without this file.
