/** As in `@hana.kim`; not inside a word or an e-mail address. */
const mention = /(?<![\p{L}\p{M}\p{N}._%+@-])@([A-Za-z0-9][A-Za-z0-9._-]{0,59})/gu;
/** Stands for somebody in stored text: their id between two marks of direction, which no text that comes in may have. */
const token = /\u2066([A-Za-z0-9_]+)\u2069/g;

/** So many names of one text are looked for among people. */
const mostNames = 50;

/** Usernames may end like sentences do; of so many such characters it is tried whether they are part of one. */
const mostEndings = 4;

/** What a name may be: as it stands there, or without what ends the sentence. */
function readingsOf(name: string): string[] {
  const bare = name.replace(/[._-]{1,60}$/, '');
  const endings = Array.from({ length: Math.min(mostEndings, name.length - bare.length) }, (_, cut) => cut);
  return [...endings.map((cut) => name.slice(0, name.length - cut)), bare];
}

/** Everyone whose username a text may mean; in lower case, each once. */
export function mentionedNames(text: string): string[] {
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(mention)) {
    names.add(name.toLowerCase());
    if (names.size === mostNames) break;
  }
  return [...new Set([...names].flatMap(readingsOf))];
}

/**
 * Text as it is stored: whom it mentions by id, so that it is shown rightly whatever they are called later.
 * @param idOf who has a username, if they may be mentioned; any other name stays text
 */
export function storedText(text: string, idOf: (username: string) => string | undefined): string {
  return text.replace(mention, (whole, name: string) => {
    const known = readingsOf(name).find((reading) => idOf(reading.toLowerCase()) !== undefined);
    if (known === undefined) return whole;
    return `\u2066${idOf(known.toLowerCase())}\u2069${name.slice(known.length)}`;
  });
}

/** Stored text as it is shown. */
export function shownText(stored: string, usernameOf: (id: string) => string): string {
  return stored.replace(token, (_, id: string) => `@${usernameOf(id)}`);
}

/** The ids of whom a stored text mentions, each once. */
export function mentionedIn(stored: string): string[] {
  return [...new Set([...stored.matchAll(token)].map(([, id = '']) => id))];
}
