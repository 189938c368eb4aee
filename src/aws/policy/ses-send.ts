// The least that the sending credential needs (SES Developer Guide, "Controlling access to Amazon SES").

export interface SendScope {
  /** `ses:SendEmail`, or `ses:SendRawEmail` for raw messages and SMTP. */
  readonly actions: readonly string[];
  /** ARNs of the identity that governs the sender, and of the configuration set. */
  readonly resources: readonly string[];
  /** The From address. */
  readonly from: string;
}

export const sendStatement = (scope: SendScope) => ({
  Sid: 'SendAsThisSender',
  Effect: 'Allow',
  Action: [...scope.actions],
  Resource: [...scope.resources],
  Condition: { StringEquals: { 'ses:FromAddress': scope.from } },
});

/** The statement for the identity's own policy, where it belongs to another account (SES Developer Guide, "Identity policy examples"). */
export const authorizationStatement = (principal: string, { actions, resources, from }: SendScope) => ({
  Sid: 'LetThisSenderSend',
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: [...actions],
  Resource: [...resources],
  Condition: { StringEquals: { 'ses:FromAddress': from } },
});
