/* Promise: the address works once and for one browser; the lock refuses kindly and opens; the policy of the page holds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Visitor, cookieName, endVisit, eva, NO_PAGE, stranger } from './world.js';

test('the address opens the page once', async () => {
  const { page, context, address, origin } = eva;
  await page.goto(address);
  assert.equal(page.url(), `${origin}/`);
  const cookie = (await context.cookies()).find(({ name }) => name === cookieName(eva));
  assert.ok(cookie?.secure && cookie.httpOnly && cookie.sameSite === 'Strict', 'the browser keeps the cookie, and no script sees it');
  const other = await stranger();
  const second = await other.newPage();
  assert.equal((await second.goto(address)).status(), 403);
  assert.equal((await second.goto(origin)).status(), 403);
  await other.close();
  if (NO_PAGE) eva.forgive(/favicon/);
  eva.quiet();
});

test('the page runs nothing but its own script', async () => {
  const { page, origin } = eva;
  const policy = (await page.reload()).headers()['content-security-policy'];
  for (const part of ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"])
    assert.ok(policy.includes(part), part);
  const broken = await page.evaluate(async (elsewhere) => {
    const found = [];
    const tries = (what) => {
      try {
        what();
      } catch {
        found.push('refused');
      }
    };
    document.addEventListener('securitypolicyviolation', (event) => found.push(event.effectiveDirective));
    const [image, style, script] = ['img', 'style', 'script'].map((name) => document.createElement(name));
    image.src = `${elsewhere}/x.png`;
    tries(() => image.setAttribute('onerror', 'globalThis.ran = true'));
    tries(() => (script.textContent = 'globalThis.ran = true'));
    tries(() => (image.innerHTML = '<b onclick="globalThis.ran = true">'));
    style.textContent = 'body { display: none }';
    document.body.append(image, style, script);
    await fetch(`${elsewhere}/`, { mode: 'no-cors' }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const node of [image, style, script]) node.remove();
    return { found, ran: globalThis.ran === true };
  }, origin.replace('127.0.0.1', 'localhost'));
  assert.equal(broken.found.filter((what) => what === 'refused').length, 3);
  for (const part of ['img-src', 'style-src-elem', 'require-trusted-types-for', 'connect-src'])
    assert.ok(broken.found.includes(part), `${part}: ${broken.found}`);
  assert.equal(broken.ran, false);
  eva.forgive(/Content Security Policy|Trusted(Script|HTML)|violates/);
  eva.quiet();
});

test('a wrong passphrase is refused kindly', { skip: NO_PAGE }, async () => {
  const { page } = eva;
  await page.getByRole('heading', { level: 1, name: 'Ontgrendel uw kluis' }).waitFor();
  await eva.look('slot');
  await page.getByLabel('Wachtzin', { exact: true }).fill('zes woorden die het niet zijn');
  await page.keyboard.press('Enter');
  const said = page.getByRole('alert');
  await said.waitFor();
  assert.match(await said.textContent(), /wachtzin/);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'wachtzin', 'one can type again at once');
  assert.equal(eva.forgive(/the server responded with a status of 4\d\d .*ontgrendelingen/), 1);
  await eva.look('slot-geweigerd');
  eva.quiet();
});

test('the right one opens, and "Vergrendel nu" closes', { skip: NO_PAGE }, async () => {
  const { page } = eva;
  await eva.unlock();
  await page.getByRole('heading', { level: 1, name: 'Wat vraagt u vandaag?' }).waitFor();
  await page.getByRole('button', { name: 'Vergrendel nu' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ontgrendel uw kluis' }).waitFor();
  eva.quiet();
});

test('a second program in the same browser does not end the page of the first', { skip: NO_PAGE }, async () => {
  const joost = await Visitor.of('JH', eva.context);
  await joost.page.goto(joost.address);
  await joost.unlock();
  assert.equal((await eva.api('GET', 'sessie')).status, 200);
  await eva.page.reload();
  await eva.page.getByRole('heading', { level: 1, name: 'Ontgrendel uw kluis' }).waitFor();
  assert.equal((await joost.api('GET', 'werklijst')).status, 200);
  await joost.page.close();
  await endVisit(joost);
  eva.quiet();
});
