// `1 server`, `2 servers`: wherever a number stands before its noun.

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
