// What a verification proves and what it cannot, in sentences: a reader must not take whole for genuine, nor alone for newest.

export type Standing = 'proven' | 'consistent-unsigned' | 'consistent-unproven' | 'broken';

export interface Meaning {
  readonly proves: readonly string[];
  readonly doesNotProve: readonly string[];
}

interface Found {
  readonly standing: Standing;
  /** A record without its chain. */
  readonly alone: boolean;
  /** The head was compared with a digest that was written down elsewhere. */
  readonly pinned: boolean;
}

const SEALER: { readonly [S in Exclude<Standing, 'broken' | 'proven'>]: string } = {
  'consistent-unsigned': 'Who sealed it: it is not signed, and whoever holds the files could have sealed them anew.',
  'consistent-unproven': 'Who sealed it: the key of the signatures was not named. Name the public key with --trust.',
};

export const meaning = ({ standing, alone, pinned }: Found): Meaning => {
  if (standing === 'broken') return { proves: [], doesNotProve: [] };
  const proves = [
    'Nothing was changed since it was sealed.',
    ...(alone ? [] : ['No record is missing between the first and the newest of a chain.']),
    ...(standing === 'proven' ? ['It was sealed by who holds the trusted key.'] : []),
    ...(pinned ? ['The chain ends where it was written down.'] : []),
  ];
  const doesNotProve = [
    ...(standing === 'proven' ? [] : [SEALER[standing]]),
    ...(alone ? ['That the rest of its chain is whole: verify the directory where the chain is kept.'] : []),
    ...(pinned
      ? []
      : alone
        ? ['That no later record says otherwise: ask for the head of the chain, and compare it with --expect-head.']
        : ['That the end was not cut off together with its head: compare it with a digest kept elsewhere, --expect-head.']),
  ];
  return { proves, doesNotProve };
};
