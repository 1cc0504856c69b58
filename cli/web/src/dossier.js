/* The plan as it stands now, for the organisation's own file: the same facts for a program (JSON) and for people (PDF, drawn by
 * the program as the family reads it). Taking it is a reading with a purpose of its own, on record before anything is given. */
import { nothing, button, problem } from './kit.js';
import { state, remember, act } from './state.js';
import { call } from './api.js';
import { w } from './woorden.js';

/* The name says which household and which day, and of whom nothing: it stays in a list of downloads. */
function save(beeld, blob, kind) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = `eenplan-${beeld.huishouden.id.slice(0, 8)}-${beeld.gezien.op.slice(0, 10)}.${kind}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

function take(id) {
  act(
    'dossier',
    async () => {
      const { data: beeld } = await call('GET', `huishoudens/${id}/beeld?waarom=dossier`);
      const { data: plan } = await call('GET', `huishoudens/${id}/plan`);
      save(beeld, plan, 'pdf');
      save(beeld, new Blob([JSON.stringify(beeld, null, 1)], { type: 'application/json' }), 'json');
      remember({ dossierFout: null }, { melding: w('in_dossier_gezet') });
    },
    (dossierFout) => remember({ dossierFout }),
  );
}

export const drawInDossier = (id) => button({ label: w('in_dossier'), icon: 'file-download', act: 'dossier', onClick: () => take(id) });
export const drawDossierFout = () => (state.scherm.dossierFout ? problem(state.scherm.dossierFout) : nothing);
