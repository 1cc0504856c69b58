/* The story of one large household (tests/support/story.h), for what is measured and not tested: ten organisations with a
 * node each, four leden, and as many facts of each organisation as asked for, in four domains of its own. */
const ORGS = [
  ['WT', 'Wijkteam Oost', 'gemeente'],
  ['JH', 'Jeugdhulp De Brug', 'welzijn'],
  ['GZ', 'GGZ Lentehof', 'ggz'],
  ['TZ', 'Thuiszorg Rivierenland', 'thuiszorg'],
  ['MW', 'Maatschappelijk Werk Noord', 'welzijn'],
  ['WC', 'Wooncoach en Begeleiding', 'welzijn'],
  ['OP', 'Opvoedpunt De Linde', 'welzijn'],
  ['VS', 'Verslavingszorg Midden', 'ggz'],
  ['BB', 'Buurtbemiddeling', 'welzijn'],
  ['WI', 'Werk en Inkomen', 'gemeente'],
];
const DOMEINEN =
  'plan,financien,werk-opleiding,tijdsbesteding,huisvesting,huiselijke-relaties,geestelijke-gezondheid,lichamelijke-gezondheid,middelengebruik,sociaal-netwerk,maatschappelijke-participatie'.split(',');
const LEDEN = ['Samira de Vries', 'Karim Amrani', 'Yassin Amrani', 'Noor Amrani'];
export const HUISHOUDEN = 'Huishouden 10';

const DAGEN = ['maandag', 'dinsdag', 'woensdag', 'donderdag', 'vrijdag'];

/* In turn; `code` is the organisation's, so that a goal is found by its title. A few ask for the same hours as another's. */
const FACTS = [
  (n, code) => `doel --titel "Doel ${code} ${n}: elke week samen eten en praten" --eigen_woorden "Wij willen weer rust in huis" --status loopt --horizon kort --streefdatum {90}`,
  (n, code) => `actie --doel "Doel ${code} ${n - 1}: elke week samen eten en praten" --omschrijving "Huisbezoek en gesprek over de week" --uitvoerder "begeleider ${n}" --status loopt --gereed {60}`,
  () => 'score --versie zrm2017 --score 3 --streefscore 4 --getraind ja --beoordeeld {0}',
  (n) => `afspraak --vorm mdo --wanneer "in week ${n + 1}" --deelnemers "gezin en hulpverleners" --uitkomst "iedereen belt vooraf"`,
  (n) => `voorziening --naam "Begeleiding thuis" --wet wmo --status toegewezen --tot {110} --omvang "${(n % 5) + 1} uur per week"`,
  (n, code) => `actie --omschrijving "Formulieren invullen met de ouders" --uitvoerder "vrijwilliger" --moment "${n === 5 ? DAGEN[code.charCodeAt(1) % 5] : 'in overleg'} 9-11 uur" --status gepland --gereed {30}`,
  (n) => `samenvatting --contact "via de receptie" --wat "begeleiding" --tekst "Gestart met gesprekken, ${n} keer geweest; het gezin werkt mee en wil verder"`,
];

const own = (index) => [0, 1, 2, 3].map((k) => DOMEINEN[(index * 2 + k * 3) % DOMEINEN.length]);

function facts(index, home, count) {
  const lines = [];
  for (let n = 0; n < count; n++) {
    const [soort, ...rest] = FACTS[n % FACTS.length](n, ORGS[index][0]).split(/ (.*)/s);
    lines.push(`write ${soort} ${home} --lid "${LEDEN[n % LEDEN.length]}" --domein ${own(index)[(n >> 2) % 4]} ${rest.join('')}`);
  }
  return lines;
}

const grant = (home, aan, domeinen) =>
  `grant add ${home} --lid "${LEDEN.join(',')}" --aan '${aan}' --domeinen ${domeinen.join(',')} --niveau 3 --grondslag wmo_uitvoering --dagen 180 --kenmerk besluit --motivering "nodig om te zien welke hulp past"`;

export function story(each) {
  const [wt, ...others] = ORGS;
  const home = `"${LEDEN[0]}"`;
  const as = (who, lines) => lines.flatMap((line, n) => (n % 10 === 0 ? ['| verder', `${who}> ${line}`] : [`${who}> ${line}`])); // a play has 20 s
  return [
    '== 0 Tien organisaties',
    ...ORGS.map(([code, name, sort]) => `! organisatie ${code} '${name}' ${sort} Piet${code}`),
    '! gebruiker WT Eva',
    "WT.PietWT> team create 'Team Oost' Eva PietWT",
    ...others.map(([code]) => `${code}> team create 'Team ${code}' Piet${code}`),
    ...others.map(([code]) => `! koppel WT ${code}`),
    '! wacht',
    ...as('Eva', [`huishouden create "${HUISHOUDEN}"`, ...LEDEN.map((lid, n) => `lid add "${HUISHOUDEN}" "${lid}" --rol ouder --geboren {-${9000 + 900 * n}}`)]),
    ...others.flatMap(([, name]) => as('Eva', [grant(home, name, DOMEINEN), `huishouden invite ${home} '${name}'`])),
    '! wacht',
    ...others.flatMap(([code], n) => as(code, [`huishouden accept ${home}`, grant(home, wt[1], own(n + 1)), ...facts(n + 1, home, each)])),
    ...as('Eva', [...facts(0, home, each), `regie propose ${home} Eva`, `regie accept ${home}`]),
    '! wacht',
    '',
  ].join('\n');
}
