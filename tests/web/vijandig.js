/* Promise: names are text whatever they hold, and another page in the same browser can change and read nothing here. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { cookieName, eva, NO_PAGE } from './world.js';

const { page, context, origin } = eva;
const NAME = '<img src=x onerror=globalThis.ran=1>';

describe('names that want to be more than text', { skip: NO_PAGE }, () => {
  let id, lid;
  before(async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    id = await eva.household(NAME);
    lid = (await eva.api('GET', `huishoudens/${id}/beeld`)).body.leden[0].id;
  });

  for (const [name, path, shown] of [
    ['the worklist', () => '', NAME],
    ['the family', () => `gezin/${id}`, NAME],
    ['looking along', () => `gezin/${id}/als/${lid}`, '<b onclick=globalThis.ran=1>Bobby</b>'],
    ['an update', () => `gezin/${id}/bijwerken`, '<b onclick=globalThis.ran=1>Bobby</b>'],
    ['sharing', () => `gezin/${id}/delen`, '<b onclick=globalThis.ran=1>Bobby</b>'],
    ['administration', () => 'beheer', '<iframe srcdoc=x>'],
  ])
    test(`are text in ${name}`, async () => {
      await eva.see(path());
      const text = await page.locator('body').innerText();
      assert.ok(text.includes(shown), `${shown} stands there as it was written`);
      assert.equal(await page.locator('#eenplan :is(img, iframe, script, [onclick], [onerror], [onload])').count(), 0);
      assert.equal(await page.evaluate(() => globalThis.ran), undefined);
      assert.doesNotMatch(await page.content(), /[\u202a-\u202e\u2066-\u2069]/, 'nothing turns the order of letters around');
      eva.quiet();
    });

  test('are text in a drawer', async () => {
    await eva.see(`gezin/${id}`);
    await page.getByRole('button', { name: /gnp\{\{constructor\}\}/ }).first().click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('</dialog><svg onload=globalThis.ran=1>').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    eva.quiet();
  });
});

describe('another page in the same browser', { skip: NO_PAGE }, () => {
  let server, elsewhere, other;
  before(async () => {
    server = createServer((request, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<form method="post" enctype="text/plain"></form>')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    elsewhere = server.address().port;
    other = await context.newPage();
  });
  after(async () => {
    await other.close();
    server.close();
  });

  /* On the same machine with another port the browser sends our cookie along: to it that is the same site. */
  for (const host of ['127.0.0.1', 'localhost'])
    test(`changes and reads nothing from ${host}`, async () => {
      await other.goto(`http://${host}:${elsewhere}/`);
      const got = await other.evaluate(async (origin) => {
        const tries = [];
        for (const [path, init] of [
          ['sessie', {}],
          ['sessie', { mode: 'no-cors', credentials: 'include' }],
          ['sessie/vergrendelingen', { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }],
          ['sessie/vergrendelingen', { method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json' }, body: '{}' }],
          ['gebeurtenissen', { credentials: 'include' }],
        ])
          tries.push(await fetch(`${origin}/api/v1/${path}`, init).then((answer) => answer.text(), () => ''));
        return tries.join('');
      }, origin);
      assert.equal(got, '', 'nothing can be read');
      const [answer] = await Promise.all([
        other.waitForNavigation(),
        other.evaluate((action) => {
          document.forms[0].action = action;
          document.forms[0].submit();
        }, `${origin}/api/v1/sessie/vergrendelingen`),
      ]);
      assert.equal(answer.status(), 403);
      assert.equal((await eva.api('GET', 'sessie')).body.stand, 'open', 'the vault is open still');
      eva.forgive(/CORS|ERR_FAILED|ERR_BLOCKED_BY_RESPONSE|status of 403|favicon/);
    });

  test('frames nothing', async () => {
    await other.goto(`http://127.0.0.1:${elsewhere}/`);
    const empty = await other.evaluate(async (origin) => {
      const frame = document.createElement('iframe');
      frame.src = origin;
      const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
      document.body.append(frame);
      await loaded;
      return frame.contentDocument === null;
    }, origin);
    assert.ok(empty);
    for (const frame of other.frames().slice(1)) assert.ok(!frame.url().startsWith(origin) || !(await frame.content()).includes('eenplan'));
    eva.forgive(/frame|status of 403|ERR_BLOCKED_BY_RESPONSE|favicon/i);
  });

  test('and a name that leads here, a missing token and a missing cookie are refused', async () => {
    const { value } = (await context.cookies()).find(({ name }) => name === cookieName(eva));
    const cookie = `${cookieName(eva)}=${value}`;
    const ask = (path, headers, method = 'GET') => context.request.fetch(`${origin}/api/v1/${path}`, { method, headers: { 'Sec-Fetch-Site': 'same-origin', ...headers } });
    const { token } = (await eva.api('GET', 'sessie')).body;
    assert.equal((await ask('sessie', { Cookie: cookie })).status(), 200);
    assert.equal((await ask('sessie', { Cookie: cookie, Host: 'regisseur.example' })).status(), 403);
    assert.equal((await ask('sessie', { Cookie: `${cookieName(eva)}=0` })).status(), 403);
    assert.equal((await ask('sessie/levenstekens', { Cookie: cookie }, 'POST')).status(), 403);
    assert.equal((await ask('sessie/levenstekens', { Cookie: cookie, 'Eenplan-Token': token, 'Sec-Fetch-Site': 'same-site' }, 'POST')).status(), 403);
    assert.equal((await ask('sessie/levenstekens', { Cookie: cookie, 'Eenplan-Token': token }, 'POST')).status(), 200);
    eva.quiet();
  });
});
