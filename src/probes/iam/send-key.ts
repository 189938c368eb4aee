// Describes the form of the sending credential as the profile gives it; asks nobody.
import { NotAsked } from '../../core/probe.ts';
import { accessKeyForm } from '../../aws/access-key.ts';
import { defineProbe } from '../probe.ts';

export const sendKeyProbe = defineProbe({
  key: 'iam.sendKey',
  needs: [],
  permissions: [],
  ask: async ({ sender: { accessKey }, secrets }) => {
    if (accessKey === null) return new NotAsked('The profile names no sending credential (aws.send).');
    const { kind, wellFormed, shown } = accessKeyForm(accessKey.id);
    return {
      accessKeyId: shown,
      kind,
      wellFormed,
      hasSecret: secrets.has('aws.send.secretAccessKey'),
      secret: secrets.shape('aws.send.secretAccessKey'),
      hasSessionToken: secrets.has('aws.send.sessionToken'),
      sameAsProbe: accessKey.sameAsProbe,
    };
  },
});
