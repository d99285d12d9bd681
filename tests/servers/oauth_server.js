// An OAuth server (oauth2-mock-server) that knows its clients, rotates refresh tokens, and
// answers at /userinfo whose token it is, as a mail server asks. Steered by lines of JSON on
// standard input; each is answered by a line on standard output.
const { randomUUID } = require('node:crypto');
const readline = require('node:readline');
const { OAuth2Server } = require('oauth2-mock-server');

const fresh = () => ({
  clients: {}, // secret by id
  user: '', // whose mailbox a token opens
  claims: {}, // what a token says beside that
  lifetime_s: 3600,
  rotates: false, // a refresh token is good once, and used twice it ends all of them
  refresh_token: '',
  hides: false, // 401 at /userinfo for a token that does not hold, as OpenID Connect has it
  lenient: false, // an old refresh token holds beside the new one, as with Microsoft
  answers: [], // given instead, each once: {status, headers, body}
  kept: [], // of the last form: the fields that are not secret
  asked: 0,
});
let state = fresh();
const issued = new Map();

function granted(body) {
  if (body.client_id === undefined || state.clients[body.client_id] !== body.client_secret) {
    return { error: 'invalid_client', error_description: `no ${body.client_id}` };
  }
  const good = state.lenient || body.refresh_token === state.refresh_token;
  if (body.grant_type === 'refresh_token' && !good) {
    if (state.rotates) state.refresh_token = null; // a replay: nobody's token is good any more
    return { error: 'invalid_grant', error_description: `not ${state.user}` };
  }
  return null;
}

function answer(response, request) {
  state.asked += 1;
  const { client_secret, refresh_token, ...shown } = request.body;
  state.kept = shown;
  const told = state.answers.shift();
  if (told !== undefined) {
    request.res.set(told.headers ?? {});
    response.statusCode = told.status;
    response.body = told.body ?? {};
    return;
  }
  const refusal = granted(request.body);
  if (refusal !== null) {
    response.statusCode = 400;
    response.body = refusal;
    return;
  }
  const until = Date.now() + state.lifetime_s * 1000;
  issued.set(response.body.access_token, { user: state.user, until });
  response.body.expires_in = state.lifetime_s;
  if (state.rotates && response.body.refresh_token) {
    state.refresh_token = response.body.refresh_token;
  } else {
    delete response.body.refresh_token;
  }
}

function whose(response, request) {
  const token = (request.headers.authorization ?? '').replace(/^Bearer /i, '');
  const known = issued.get(token);
  if (known === undefined || known.until < Date.now()) {
    response.statusCode = state.hides ? 401 : 200;
    response.body = state.hides ? { error: 'invalid_token' } : { active: false, email: known?.user };
    return;
  }
  response.body = { sub: known.user, email: known.user, active: true };
}

async function main() {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  server.service.on('beforeTokenSigning', (token) => {
    Object.assign(token.payload, { jti: randomUUID() }, state.claims);
  });
  server.service.on('beforeResponse', answer);
  server.service.on('beforeUserinfo', whose);
  await server.start(0, '127.0.0.1');
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { verb, fields } = JSON.parse(line);
    if (verb === 'reset') state = { ...fresh(), ...fields };
    if (verb === 'set') Object.assign(state, fields);
    if (verb === 'revoke') for (const one of issued.values()) one.until = 0;
    process.stdout.write(`${JSON.stringify(state)}\n`);
  }
  process.exit(0); // whoever started us is gone
}

main();
