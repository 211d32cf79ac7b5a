import { check, type Folder, keep } from '../scenario.ts';

const credentials = { username: '{{username}}', password: '{{password}}', studio: '{{studio}}' };
const isSignIn = check(
  'is an OAuth answer',
  "pm.expect(body).to.include.keys('accessToken', 'tokenType', 'expiresIn', 'refreshToken')",
);

export const authentication: Folder = {
  name: 'Authentication',
  description: 'Signing in, keeping signed in, signing out. The first request makes the token of all that follow.',
  scenarios: [
    {
      name: 'Login Success',
      operation: 'login',
      body: credentials,
      status: 200,
      after: [isSignIn, keep('accessToken', 'body.accessToken'), keep('refreshToken', 'body.refreshToken')],
    },
    {
      name: 'Login Invalid Credentials',
      operation: 'login',
      body: { username: 'nobody-of-this-name', password: 'not the password' },
      status: 401,
      code: 'UNAUTHENTICATED',
    },
    {
      name: 'Token Refresh Success',
      operation: 'refreshTokens',
      body: { refreshToken: '{{refreshToken}}' },
      status: 200,
      after: [
        isSignIn,
        check(
          'is another refresh token',
          "pm.expect(body.refreshToken).not.to.eql(pm.collectionVariables.get('refreshToken'))",
        ),
        keep('accessToken', 'body.accessToken'),
        keep('refreshToken', 'body.refreshToken'),
      ],
    },
    {
      name: 'Who Am I',
      operation: 'getMe',
      status: 200,
      after: [keep('myId', 'body.data.id')],
    },
    {
      name: 'Login For Logout',
      operation: 'login',
      description: 'A session of its own, so that the one above goes on.',
      body: credentials,
      status: 200,
      after: [keep('secondAccessToken', 'body.accessToken'), keep('secondRefreshToken', 'body.refreshToken')],
    },
    { name: 'Logout', operation: 'logout', token: '{{secondAccessToken}}', status: 204 },
    {
      name: 'Token Refresh Expired',
      operation: 'refreshTokens',
      description: 'The session is over, and with it all of its refresh tokens.',
      body: { refreshToken: '{{secondRefreshToken}}' },
      status: 401,
      code: 'UNAUTHENTICATED',
    },
  ],
};
