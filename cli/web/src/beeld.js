/* Questions to a view (eenplan-beeld-1). Nothing is joined or judged here: the view says what there is. */

/** What says no more than that nobody asked, or that nothing is shared: folded where it is the same everywhere. */
export const isDof = (cel) => cel.staat === 'onbekend' || cel.staat === 'niet-uitgevraagd';

const sameRow = (cel, lid) => (cel.lid ?? null) === (lid ?? null);
export const celKey = (cel) =>
  [cel.lid ?? 'huishouden', cel.domein, cel.organisatie.id, cel.namens ? `n${cel.onderdelen[0]?.item ?? ''}` : ''].join('.');

/** The organisations that have a column, the own one first. */
export function organisaties(beeld) {
  const found = new Map();
  for (const cel of beeld.cellen) if (!cel.namens) found.set(cel.organisatie.id, cel.organisatie);
  const own = beeld.gezien.organisatie.id;
  return [...found.values()].sort((a, b) => (b.id === own) - (a.id === own));
}

export const rijen = (beeld) => [...beeld.leden, { id: null, naam: null }];

export const cellenVan = (beeld, lid, domein) => beeld.cellen.filter((cel) => sameRow(cel, lid) && cel.domein === domein);

/** The codes of domains, in their order; those in which somebody has something to say, and the others. */
export function domeinen(beeld) {
  const codes = [...new Set(beeld.cellen.map((cel) => cel.domein))];
  const alive = new Set(beeld.cellen.filter((cel) => !isDof(cel)).map((cel) => cel.domein));
  return { levend: codes.filter((code) => alive.has(code)), dof: codes.filter((code) => !alive.has(code)) };
}

/** Every fact of the view once, with the place and the source it has. */
export function feiten(beeld) {
  const found = new Map();
  for (const cel of beeld.cellen)
    for (const deel of cel.onderdelen)
      found.set(deel.item, { ...deel, lid: cel.lid, domein: cel.domein, organisatie: cel.organisatie, namens: cel.namens, cel });
  for (const deel of [...beeld.doelen, ...beeld.acties, ...beeld.dossier])
    if (!found.has(deel.item)) found.set(deel.item, { ...deel, cel: null });
  return [...found.values()];
}

export const feit = (beeld, item) => feiten(beeld).find((deel) => deel.item === item);
export const celOf = (beeld, key) => beeld.cellen.find((cel) => celKey(cel) === key);
export const isEigen = (beeld, deel) => deel.organisatie.id === beeld.gezien.organisatie.id;
export const lidNaam = (beeld, lid) => (lid === null || lid === undefined ? null : (beeld.leden.find((l) => l.id === lid)?.naam ?? null));

/* Those without a column as well: who takes part may receive and share nothing itself. */
const meedoen = (beeld) => [...new Map([...organisaties(beeld), ...beeld.uitnodigingen.map((u) => u.organisatie)].map((o) => [o.id, o])).values()];

/** What the strip says of each organisation: how deep it shares, about how much, how old that is, and whether it takes part. */
export function betrokken(beeld) {
  return meedoen(beeld).map((organisatie) => {
    const cellen = beeld.cellen.filter((cel) => cel.organisatie.id === organisatie.id && !cel.namens);
    const newest = (field) => cellen.map((cel) => cel[field]).filter(Boolean).sort().at(-1) ?? null;
    return {
      organisatie,
      eigen: organisatie.id === beeld.gezien.organisatie.id,
      niveau: Math.max(0, ...cellen.map((cel) => cel.niveau)),
      feitOp: newest('feit_op'),
      contact: newest('contact'),
      stil: cellen.find((cel) => cel.staat === 'verouderd') ?? null,
      beeindigd: cellen.every((cel) => isDof(cel) || cel.staat === 'beeindigd') ? (cellen.find((cel) => cel.staat === 'beeindigd') ?? null) : null,
      uitnodiging: beeld.uitnodigingen.find((u) => u.organisatie.id === organisatie.id) ?? null,
      wacht: cellen.some((cel) => cel.staat === 'wacht-op'),
    };
  });
}
