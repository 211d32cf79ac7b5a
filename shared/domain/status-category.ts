/** Whether work in a status of this category is done, or not wanted any more. */
export const isOver = (category: string | undefined): boolean => category === 'done' || category === 'cancelled';
