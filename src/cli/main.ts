// Entry of the command line.
export const main = async (): Promise<number> => 0;
