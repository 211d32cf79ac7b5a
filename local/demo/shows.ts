import type { StudioRole } from '../../shared/contract/permissions.ts';

export const departments = ['layout', 'animation', 'fx', 'lighting', 'comp'] as const;
export type Department = (typeof departments)[number];

export interface DemoUser {
  username: string;
  name: string;
  role: StudioRole;
}

/** What a demo production is generated from. */
export interface Show {
  code: string;
  name: string;
  description: string;
  client: string;
  /** Shots in each sequence. */
  sequences: readonly number[];
  /** How many of the shots have a task of a department. */
  tasks: Readonly<Record<Department, number>>;
  /** Usernames of who works in a department. */
  crew: Readonly<Record<Department, readonly [string, ...string[]]>>;
  supervisor: string;
  coordinator: string;
  /** Since the production began. */
  weeksBehind: number;
  seed: number;
}

export interface DemoStudio {
  studio: string;
  name: string;
  users: readonly DemoUser[];
  show: Show;
}

const artist = (username: string, name: string): DemoUser => ({ username, name, role: 'artist' });

export const demoStudios: readonly DemoStudio[] = [
  {
    studio: 'demo',
    name: 'Halden Pictures',
    users: [
      { username: 'admin', name: 'Ingrid Solberg', role: 'admin' },
      { username: 'supervisor', name: 'Daniel Achebe', role: 'supervisor' },
      { username: 'coordinator', name: 'Sofia Marchetti', role: 'coordinator' },
      artist('artist', 'Kenji Watanabe'),
      { username: 'client', name: 'Rachel Lindqvist', role: 'client' },
      artist('tomas.novak', 'Tomáš Novák'),
      artist('aisha.rahman', 'Aisha Rahman'),
      artist('lucas.ferreira', 'Lucas Ferreira'),
      artist('hana.kim', 'Hana Kim'),
      artist('elif.yilmaz', 'Elif Yılmaz'),
      artist('noah.bennett', 'Noah Bennett'),
      artist('priya.nair', 'Priya Nair'),
      artist('mateo.vargas', 'Mateo Vargas'),
      artist('freya.lindholm', 'Freya Lindholm'),
      artist('mira.okafor', 'Mira Okafor'),
      artist('omar.haddad', 'Omar Haddad'),
      artist('yuki.tanaka', 'Yuki Tanaka'),
    ],
    show: {
      code: 'AUR',
      name: 'Aurora Crossing',
      description:
        'Feature film. A night ferry, a polar storm, and what the ice gives back: 60 shots in six sequences.',
      client: 'northlight',
      sequences: [12, 9, 11, 8, 13, 7],
      tasks: { layout: 48, animation: 44, fx: 28, lighting: 60, comp: 60 },
      crew: {
        layout: ['tomas.novak', 'aisha.rahman'],
        animation: ['lucas.ferreira', 'hana.kim', 'elif.yilmaz'],
        fx: ['noah.bennett', 'priya.nair'],
        lighting: ['artist', 'mateo.vargas', 'freya.lindholm'],
        comp: ['mira.okafor', 'omar.haddad', 'yuki.tanaka'],
      },
      supervisor: 'supervisor',
      coordinator: 'coordinator',
      weeksBehind: 8,
      seed: 20_814,
    },
  },
  {
    studio: 'rival',
    name: 'Rival Pictures',
    users: [{ username: 'admin', name: 'Victor Krall', role: 'admin' }],
    show: {
      code: 'NVD',
      name: 'Nova Drift',
      description: 'A trailer of four shots, in another studio.',
      client: 'internal',
      sequences: [4],
      tasks: { layout: 2, animation: 2, fx: 0, lighting: 4, comp: 4 },
      crew: { layout: ['admin'], animation: ['admin'], fx: ['admin'], lighting: ['admin'], comp: ['admin'] },
      supervisor: 'admin',
      coordinator: 'admin',
      weeksBehind: 3,
      seed: 77,
    },
  },
];

/** Those of a studio who are there to try a role with. */
export const exampleUsers = ({ users }: DemoStudio) => users.filter(({ username, role }) => username === role);
