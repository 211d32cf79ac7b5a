/** Who works on it when nobody does. */
export const unassigned = 'Unassigned';
