import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { type Client, createLive, createOutbox, type Live, type Me, type Outbox, webQueue } from '../../src/index.ts';

/** Who is signed in, and what they work with. */
export interface Montu {
  me: Me;
  client: Client;
  live: Live;
  outbox: Outbox;
  close(): void;
}

/** Opens what somebody works with; what they could not write last time is kept under their id. */
export function openMontu(client: Client, me: Me): Montu {
  const live = createLive(client);
  const outbox = createOutbox(client, { store: webQueue(`montu-board:${me.id}`), onConflict: 'merge' });
  return {
    ...{ me, client, live, outbox },
    close() {
      outbox.close();
      live.close();
    },
  };
}

export const MontuContext = createContext<Montu | undefined>(undefined);

/** For whatever is shown to somebody who is signed in. */
export function useMontu(): Montu {
  const montu = useContext(MontuContext);
  if (!montu) throw new Error('Nobody is signed in');
  return montu;
}
