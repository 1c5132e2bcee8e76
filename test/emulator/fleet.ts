/** The fleet that is deployed: an outage of each sort, and a contact of each. */
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Receiver } from '../senders/receiver.ts';
import { clientOptions } from './aws.ts';
import { type EmulatorPlace, HOME_REGION } from './emulator.ts';
import type { Job } from './job.ts';
import type { MortalTarget } from './target.ts';

export const SECRETS = {
  ROTA_KEY: 'a-key-that-only-parameter-store-knows',
  LEDGER_TOKEN: 'a-token-that-only-parameter-store-knows',
  HOOK_SECRET: 'what-the-receiver-knows-too',
};

interface Parts {
  readonly rota: MortalTarget;
  readonly ledger: MortalTarget;
  readonly receiver: Receiver;
  readonly job: Job;
}

/** The rota is the one that docs/alerts.md tells of. */
export const configurationFor = ({ rota, ledger, receiver, job }: Parts): string => `
contacts:
  - { id: oncall, email: oncall@example.org, sms: "+441632960961" }
  - { id: office, email: office@example.org }
  - { id: late, email: late@example.org }
  - { id: boss, email: boss@example.org }
  - { id: hook, webhook: { url: "${receiver.origin}/hook", secret: "\${env:HOOK_SECRET}" } }
  - { id: chat, slack: "\${env:CHAT_URL}" }
controls: []
statusPage: { url: "https://status.example.org/" }
defaults: { interval: 10s, retryInterval: 10s, timeout: 3s, failureThreshold: 3, recoveryThreshold: 1 }
monitors:
  - id: staff-rota
    name: Staff rota
    group: Intranet
    http: "${rota.origin}/health/?key=\${env:ROTA_KEY}"
    expect: { json: { $.status: ok } }
    alert: { to: [oncall, hook, chat], severity: critical, escalate: { after: 1m, to: [boss] } }
    impact: Nobody can see who is on duty.
    runbook: https://wiki.example.org/rota
    public: { name: Rota }
  - id: ledger
    http: { url: "${ledger.origin}/", auth: { bearer: "\${env:LEDGER_TOKEN}" } }
    alert: { to: [office, late], severity: critical, escalate: { after: 1m, to: [boss] } }
  - id: nightly-backup
    heartbeat: { period: 10s, grace: 5s, tokenHash: "${job.tokenHash}" }
    interval: 10s
    alert: { to: [oncall], severity: warning }
    public: true
`;

/** In Parameter Store, where a deployment reads what a local run has in its environment. */
export async function storeSecrets(emulator: EmulatorPlace, secrets: Readonly<Record<string, string>>): Promise<void> {
  const client = new SSMClient(clientOptions(emulator, HOME_REGION));
  for (const [name, Value] of Object.entries(secrets)) {
    await client.send(new PutParameterCommand({ Name: `/nightjar/${name}`, Type: 'SecureString', Value }));
  }
  client.destroy();
}
