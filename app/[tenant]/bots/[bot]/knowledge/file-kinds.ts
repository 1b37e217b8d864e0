/** Whether a file of this name holds a table, which may be one of products. */
export const isTable = (name: string): boolean => /\.(xlsx|xlsm|csv|tsv)$/i.test(name);

/** A name for a source: the file's, without its ending. */
export const bareName = (name: string): string =>
  name.replace(/\.[^.]{1,8}$/, "").slice(0, 200) || name.slice(0, 200);
