import { useState } from 'preact/hooks';
import type { Client } from '../../../src/index.ts';

interface Demo {
  studio: string;
  password: string;
  usernames: readonly string[];
}

/** Who can sign in, where the server tells that it is a demo. */
function demoOfPage(): Demo | undefined {
  const told = document.querySelector<HTMLMetaElement>('meta[name="montu-demo"]')?.content;
  return told === undefined ? undefined : (JSON.parse(told) as Demo);
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '').trim();

export function SignIn({ client, onSignedIn }: { client: Client; onSignedIn: () => void }) {
  const [problem, setProblem] = useState('');
  const [isBusy, setBusy] = useState(false);
  const demo = demoOfPage();

  async function signIn(username: string, password: string, studio: string) {
    setBusy(true);
    setProblem('');
    try {
      await client.session.signIn({ username, password, clientType: 'web', ...(studio && { studio }) });
      onSignedIn();
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    void signIn(textOf(form, 'username'), String(form.get('password')), textOf(form, 'studio'));
  }

  return (
    <main class="sign-in">
      <h1>Montu</h1>
      <p class="muted">Shots, departments, and how far they are.</p>
      <form onSubmit={submit}>
        <label>
          Username
          <input name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <label>
          Studio <span class="muted">if you are in several</span>
          <input name="studio" autocomplete="organization" autocapitalize="none" spellcheck={false} />
        </label>
        <p class="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="primary" disabled={isBusy}>
          {isBusy ? 'Signing in …' : 'Sign in'}
        </button>
      </form>
      {demo && (
        <section class="demo" aria-labelledby="demo-title">
          <h2 id="demo-title">Demo studio</h2>
          <p class="muted">
            Everybody’s password is <code>{demo.password}</code>. Sign in as
          </p>
          <p class="buttons">
            {demo.usernames.map((name) => (
              <button
                type="button"
                key={name}
                disabled={isBusy}
                onClick={() => void signIn(name, demo.password, demo.studio)}
              >
                {name}
              </button>
            ))}
          </p>
        </section>
      )}
      <p class="muted">
        <a href="/docs">API reference</a>
      </p>
    </main>
  );
}
