/** The life of requests and assignments in the embedded tenant. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
import type { GlobalOptions } from '../terminal.ts';
import { collect, terminalOf } from './options.ts';

const load = () => import('../commands/tenant-life.ts');
const loadLists = () => import('../commands/tenant-lists.ts');

const asWhom = () =>
  new Option('--as <who>', 'on whose behalf: a UPN, a mail address or an id').makeOptionMandatory();

const why = () => new Option('--justification <text>', 'why');

export function addTenantLife(tenant: Command, shell: Shell): void {
  addAsking(tenant, shell);
  addDeciding(tenant, shell);
  addAdministering(tenant, shell);
  addLooking(tenant, shell);
}

function addAsking(tenant: Command, shell: Shell): void {
  tenant
    .command('request <package>')
    .description('request a package for oneself; an unknown e-mail address is an external user')
    .addOption(asWhom())
    .option('--policy <policy>', 'through which policy, when several apply')
    .addOption(why())
    .addOption(
      new Option('--answer <question=value>', 'answer a question, by its number, text or id (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--accept-privacy', "accept the tenant's privacy notice")
    .option(
      '--sign-in <json>',
      'how they sign in, such as {"kind":"oneTimePasscode"}; by default as their domain does',
    )
    .option('--from <instant>', 'when access is to begin')
    .option('--until <instant>', 'when access is to end, if earlier than the policy says')
    .option('--json', 'as JSON')
    .action(async (wanted: string, _options, command: Command) => {
      await (await load()).tenantRequest(wanted, command.optsWithGlobals(), terminalOf(command, shell));
    });
  tenant
    .command('extend <package>')
    .description('ask to hold a package for longer')
    .addOption(asWhom())
    .addOption(why())
    .option('--json', 'as JSON')
    .action(async (wanted: string, _options, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly as: string }>();
      const { tenantChange } = await load();
      await tenantChange('userUpdate', wanted, options.as, options, terminalOf(command, shell));
    });
  tenant
    .command('cancel <request>')
    .description('take a request back')
    .addOption(asWhom())
    .option('--json', 'as JSON')
    .action(async (wanted: string, _options, command: Command) => {
      await (await load()).tenantCancel(wanted, command.optsWithGlobals(), terminalOf(command, shell));
    });
  tenant
    .command('sign-in <who>')
    .description("sign in; the first time redeems a guest's invitation")
    .option('--json', 'as JSON')
    .action(async (who: string, _options, command: Command) => {
      await (await load()).tenantSignIn(who, command.optsWithGlobals(), terminalOf(command, shell));
    });
}

function addDeciding(tenant: Command, shell: Shell): void {
  for (const result of ['Approve', 'Deny'] as const) {
    const verb = result.toLowerCase();
    tenant
      .command(`${verb} <request>`)
      .description(`${verb} a request: an id, its first letters, or whose it is`)
      .addOption(asWhom())
      .addOption(why())
      .option('--json', 'as JSON')
      .action(async (wanted: string, _options, command: Command) => {
        const { tenantDecide } = await load();
        await tenantDecide(wanted, result, command.optsWithGlobals(), terminalOf(command, shell));
      });
  }
  tenant
    .command('review <package> <who>')
    .description('decide in an open access review')
    .addOption(asWhom())
    .option('--keep', 'the access stays')
    .option('--remove', 'the access goes when the review ends')
    .addOption(why())
    .action(async (wanted: string, who: string, _options, command: Command) => {
      await (await load()).tenantReview(wanted, who, command.optsWithGlobals(), terminalOf(command, shell));
    });
}

function addAdministering(tenant: Command, shell: Shell): void {
  tenant
    .command('assign <package> <who>')
    .description('assign a package to a user directly, as an administrator')
    .option('--policy <policy>', 'through which policy, when there are several')
    .option('--json', 'as JSON')
    .action(async (wanted: string, who: string, _options, command: Command) => {
      await (await load()).tenantAssign(wanted, who, command.optsWithGlobals(), terminalOf(command, shell));
    });
  tenant
    .command('unassign <package> <who>')
    .description('take an assignment back, as an administrator')
    .option('--json', 'as JSON')
    .action(async (wanted: string, who: string, _options, command: Command) => {
      const { tenantChange } = await load();
      await tenantChange('adminRemove', wanted, who, command.optsWithGlobals(), terminalOf(command, shell));
    });
  tenant
    .command('advance <duration>')
    .description("move the tenant's clock, such as P30D or PT4H; what falls due on the way happens")
    .option('--json', 'as JSON')
    .action(async (duration: string, _options, command: Command) => {
      await (await load()).tenantAdvance(duration, command.optsWithGlobals(), terminalOf(command, shell));
    });
}

function addLooking(tenant: Command, shell: Shell): void {
  tenant
    .command('requests')
    .description('list requests, and for whom they wait')
    .option('--open', 'only those that are under way')
    .option('--json', 'as JSON')
    .action(async (_options, command: Command) => {
      await (await loadLists()).tenantRequests(command.optsWithGlobals(), terminalOf(command, shell));
    });
  tenant
    .command('assignments')
    .description('list who holds which package, and until when')
    .option('--all', 'those that have ended too')
    .option('--json', 'as JSON')
    .action(async (_options, command: Command) => {
      await (await loadLists()).tenantAssignments(command.optsWithGlobals(), terminalOf(command, shell));
    });
  tenant
    .command('audit')
    .description('list what happened in the embedded tenant')
    .option('--json', 'as JSON')
    .action(async (_options, command: Command) => {
      await (await loadLists()).tenantAudit(command.optsWithGlobals(), terminalOf(command, shell));
    });
}
