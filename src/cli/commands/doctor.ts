// certify doctor [profile]
import { doctor } from '../../app/doctor/doctor.ts';
import { doctorText } from '../../report/terminal/doctor.ts';
import { callerOf } from '../caller.ts';
import { defineCommand, refuseIdle } from '../command.ts';
import { completing, optional, textOr } from '../options.ts';
import { document } from '../print.ts';
import * as shared from '../shared-options.ts';

export const command = defineCommand({
  description: 'test what a run needs of this machine: ports, proxy, clock, credential, directories',
  args: { profile: completing('file', optional('a tenant’s profile, to test its own hosts')) },
  options: {
    region: textOr('--region <region>', 'without a profile: the AWS region to test', 'us-east-1', 'AWS_REGION'),
    ...shared.secrets,
    evidenceDir: shared.evidenceDir,
    json: shared.json,
    color: shared.color,
  },
  examples: ['certify doctor', 'certify doctor gym.yaml', 'certify doctor --region eu-west-1 --json'],
  run: async (given, call) => {
    const { args, options } = given;
    const { profile } = args;
    if (profile === null) {
      refuseIdle(
        given,
        ['env', 'secretsDir', 'allowSecretCommands', 'secretHosts', 'set'],
        'without a profile there is nothing they belong to',
      );
    } else refuseIdle(given, ['region'], 'the profile says the region');
    const caller = await callerOf(call);
    const { region, evidenceDir } = options;
    const tenant = shared.tenantOf(options);
    const { exitCode, ...diagnosis } = await doctor(call.setting, caller, { profile, region, evidenceDir, tenant });
    const { tenant: name, surroundings } = diagnosis;
    call.io.out(options.json ? document({ ...diagnosis, exitCode }) : doctorText(name, surroundings, call.io.style));
    return exitCode;
  },
});
