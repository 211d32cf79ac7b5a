import { useEffect, useMemo, useState } from 'preact/hooks';
import { createClient, webTokens } from '../../src/index.ts';
import { Desk } from './desk.tsx';
import { SignIn } from './parts/sign-in.tsx';

/** The board, or the way to it. */
export function App() {
  const [isSignedIn, setSignedIn] = useState<boolean>();
  const client = useMemo(
    () => createClient({ baseUrl: '', tokens: webTokens('montu-board'), onSignedOut: () => setSignedIn(false) }),
    [],
  );
  useEffect(() => {
    void client.session.ready.then(() => setSignedIn(client.session.isSignedIn));
  }, [client]);
  if (isSignedIn === undefined) return null;
  return isSignedIn ? <Desk client={client} /> : <SignIn client={client} onSignedIn={() => setSignedIn(true)} />;
}
