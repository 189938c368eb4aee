// Why each action stands in the policies of sending, of provisioning and of the topic; those of looking follow from the checks.

/** Where several services have an action of that name, the reason holds for each. */
const WHY: { readonly [action: string]: string } = {
  'iam:CreateRole': 'makes the probing and the logging role that the profile names',
  'iam:CreateUser': 'makes the sending user that the profile names, without a key',
  'iam:PassRole': 'hands the logging role to SNS',
  'iam:PutRolePolicy': 'lets the probing role look, and the logging role write logs',
  'iam:PutUserPolicy': 'lets the sending user send as this sender alone',
  'iam:TagRole': 'tags the role with its tenant: without the tag certify does not touch it again',
  'iam:TagUser': 'tags the user with its tenant: without the tag certify does not touch it again',
  'ses:CreateConfigurationSet': 'makes the configuration set',
  'ses:CreateConfigurationSetEventDestination': 'has the set publish its events to the topic',
  'ses:CreateEmailIdentity': 'makes the identity, with Easy DKIM',
  'ses:PutConfigurationSetDeliveryOptions': 'requires TLS',
  'ses:PutConfigurationSetReputationOptions': 'switches reputation metrics on',
  'ses:PutConfigurationSetSuppressionOptions': 'keeps mail from addresses that bounced or complained',
  'ses:PutConfigurationSetVdmOptions': 'keeps SES from rewriting links',
  'ses:PutEmailIdentityDkimAttributes': 'switches DKIM signing on',
  'ses:PutEmailIdentityDkimSigningAttributes': 'starts Easy DKIM again, with 2048 bits',
  'ses:PutEmailIdentityMailFromAttributes': 'sets the MAIL FROM domain',
  'ses:SendEmail': 'sends each message, from this address through this set alone',
  'ses:SendRawEmail': 'sends each message as it was composed, from this address through this set alone',
  'ses:TagResource': 'tags the identity and the set with their tenant',
  'ses:UpdateConfigurationSetEventDestination': 'adds the events that the destination lacks, or enables it',
  'sns:CreateTopic': 'makes the topic of the events',
  'sns:Publish': 'lets SES hand over the events of this set alone',
  'sns:SetSubscriptionAttributes': 'has bodies signed, and gives what the webhook cannot take to the queue',
  'sns:SetTopicAttributes': 'sets the topic’s policy, its SHA-256 signatures and its delivery logging',
  'sns:Subscribe': 'subscribes the webhook, with its token',
  'sns:TagResource': 'tags the topic with its tenant',
  'sqs:CreateQueue': 'makes the queue for what the webhook could not take',
};

/** Why, for people; null: of an action that nothing here writes. */
export const whyOfAction = (action: string): string | null => WHY[action] ?? null;
