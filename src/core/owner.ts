// Who can mend something: the people a finding, an act or a step names.

export type Owner =
  | 'DNS admin'
  | 'AWS admin'
  | 'SquareOS admin'
  | 'mail provider admin'
  | 'implementation engineer'
  | 'gym owner'
  | 'support'
  | 'network admin';
