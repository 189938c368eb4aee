// What certify answers for beyond the RFCs and AWS's pages: the numbered requirements of docs/requirements.md.

/** `certify requirement R31`, as a reference of a check. */
export const requirement = (number: `R${number}`): string => `certify requirement ${number} (docs/requirements.md)`;

export const CHANNEL_ACCOUNT = 'SquareOS Admin / Email Setting / Channel Account';
