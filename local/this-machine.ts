/** Where `npm start` listens, unless PORT says another. */
export const usualPort = '8080';
export const usualUrl = `http://localhost:${usualPort}`;

/** Whether an address leads to this machine alone. */
export const isThisMachine = ({ hostname }: URL): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);

const usualPassword = 'montu-demo-studio';

/** Of the people of the demo, on this machine; a variable that is empty counts as not set. */
export const demoPassword = ({ MONTU_DEMO_PASSWORD }: Readonly<Record<string, string | undefined>>): string =>
  MONTU_DEMO_PASSWORD || usualPassword;
