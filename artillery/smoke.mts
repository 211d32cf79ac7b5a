import { randomUUID } from 'node:crypto';

/** What is signed in once, before anybody arrives, and shared by all: hashing a password is slow on purpose. */
interface Shared {
  target: string;
  people: { token: string }[];
  projectId: string;
  taskIds: string[];
}

interface Person extends Shared {
  token: string;
  taskId: string;
  note: string;
  ticket: string;
  revision: number;
}

interface Context<T> {
  vars: T;
}

interface Events {
  emit(kind: 'counter' | 'histogram', name: string, value: number): void;
}

/** An open socket, and when it had which change. */
interface Listener {
  socket: WebSocket;
  arrivals: Map<string, number>;
  wake: () => void;
}

const patienceMs = 5_000;
const listeners = new WeakMap<object, Listener>();
let arrived = 0;

async function call<T>(url: string, init: RequestInit): Promise<T> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${response.status}`);
  return (await response.json()) as T;
}

/** Signs the people in, and finds the tasks that they work on. */
export async function signIn({ vars }: Context<Shared>): Promise<void> {
  const { MONTU_LOAD_USERNAMES = '', MONTU_LOAD_PASSWORD: password, MONTU_LOAD_STUDIO: studio } = process.env;
  const api = `${vars.target}/api/v1`;
  vars.people = [];
  for (const username of MONTU_LOAD_USERNAMES.split(',')) {
    const { accessToken } = await call<{ accessToken: string }>(`${api}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password, studio }),
    });
    vars.people.push({ token: accessToken });
  }
  const headers = { authorization: `Bearer ${vars.people[0]?.token}` };
  const projects = await call<{ data: { id: string; taskCount: number }[] }>(`${api}/projects`, { headers });
  const project = projects.data.find(({ taskCount }) => taskCount > 0);
  if (!project) throw new Error('There is no project with tasks to work on');
  vars.projectId = project.id;
  const tasks = await call<{ data: { id: string }[] }>(`${api}/tasks?projectId=${project.id}&limit=100`, { headers });
  vars.taskIds = tasks.data.map(({ id }) => id);
}

/** Each arrival is one of the people, with a task that nobody else has just now. */
export async function choosePerson({ vars }: Context<Person>): Promise<void> {
  const { people, taskIds } = vars;
  vars.token = people[arrived % people.length]?.token ?? '';
  vars.taskId = taskIds[arrived % taskIds.length] ?? '';
  vars.note = `Load test ${randomUUID()}`;
  arrived += 1;
}

/** Opens a socket on the project, with a ticket as a browser does. */
export async function listen(context: Context<Person>): Promise<void> {
  const { target, projectId, ticket } = context.vars;
  const socket = new WebSocket(`${target.replace(/^http/, 'ws')}/ws/tasks/${projectId}?ticket=${ticket}`);
  const listener: Listener = { socket, arrivals: new Map(), wake: () => {} };
  listeners.set(context.vars, listener);
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(String(data));
    for (const { type, data } of message.type === 'frame' ? message.messages : [message]) {
      if (type === 'task.updated') listener.arrivals.set(`${data.taskId}@${data.revision}`, performance.now());
    }
    listener.wake();
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', () => reject(new Error('The socket was refused')));
  });
}

/** Waits for the own change on the socket, and tells how long after its answer it came. */
export async function hear({ vars }: Context<Person>, events: Events): Promise<void> {
  const answeredAt = performance.now();
  const listener = listeners.get(vars);
  const name = `${vars.taskId}@${vars.revision}`;
  while (listener && !listener.arrivals.has(name)) {
    const left = answeredAt + patienceMs - performance.now();
    if (left <= 0) throw new Error('The own change did not come on the socket');
    await new Promise<void>((resolve) => {
      listener.wake = resolve;
      setTimeout(resolve, left);
    });
  }
  events.emit('counter', 'montu.changes_heard', 1);
  events.emit('histogram', 'montu.change_to_socket', Math.max(0, (listener?.arrivals.get(name) ?? 0) - answeredAt));
}

export async function hangUp({ vars }: Context<Person>): Promise<void> {
  listeners.get(vars)?.socket.close();
}
