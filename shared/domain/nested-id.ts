/** Names what stands below something else, as a comment below its task; neither id has a slash. */
export const nestedId = (parent: string, own: string): string => `${parent}/${own}`;

/** The two ids that such a name is made of. */
export function nestedParts(id: string): { parent: string; own: string } {
  const [parent = '', own = ''] = id.split('/');
  return { parent, own };
}
