// The one script of the fleet's page: search and filters over the tenants that stand in the page itself. Runs from disk, asks nobody.

export const SCRIPT = `
(() => {
  const { rows, places, exits } = JSON.parse(document.getElementById('data').textContent);
  const words = new Map(exits.map(([exit, word, tone]) => [exit, { word, tone }]));
  const texts = rows.map((row) => (row[0] + ' ' + row[1] + ' ' + places[row[2]] + ' ' + words.get(row[3]).word).toLowerCase());
  const at = (id) => document.getElementById(id);
  const body = at('tenants').tBodies[0];
  const chosen = new Set();
  const PAGE = 200;
  let found = [];
  let shown = 0;
  const cell = (name, label, content, className) => {
    const made = document.createElement(name);
    if (label) made.dataset.label = label;
    if (className) made.className = className;
    made.append(content);
    return made;
  };
  const line = (row) => {
    const [tenant, provider, place, exit, changes, page] = row;
    const { word, tone } = words.get(exit);
    const link = document.createElement('a');
    link.href = 'tenants/' + page + '.html';
    link.className = 'bare';
    link.textContent = tenant;
    const made = document.createElement('tr');
    const first = cell('th', '', link);
    first.scope = 'row';
    const state = cell('span', '', word, 'tone ' + tone);
    made.append(first, cell('td', 'State', state), cell('td', 'Provider', provider), cell('td', 'Account', places[place]), cell('td', 'Tonight', changes));
    return made;
  };
  const more = () => {
    const next = found.slice(shown, shown + PAGE);
    body.append(...next.map((index) => line(rows[index])));
    shown += next.length;
    at('more').classList.toggle('hidden', shown >= found.length);
    at('count').textContent = found.length + ' of ' + rows.length + ' tenants' + (shown < found.length ? ', the first ' + shown + ' shown' : '');
  };
  const search = () => {
    const asked = at('search').value.toLowerCase().split(/\\s+/).filter(Boolean);
    const place = at('place').value;
    const changed = at('changed').getAttribute('aria-pressed') === 'true';
    found = [];
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index];
      if (chosen.size > 0 && !chosen.has(row[3])) continue;
      if (place !== '' && row[2] !== Number(place)) continue;
      if (changed && row[4] === '') continue;
      const text = texts[index];
      if (asked.every((word) => text.includes(word))) found.push(index);
    }
    shown = 0;
    body.replaceChildren();
    more();
  };
  places.forEach((place, index) => at('place').append(new Option(place, String(index))));
  for (const button of document.querySelectorAll('button[data-exit]')) {
    button.addEventListener('click', () => {
      const exit = Number(button.dataset.exit);
      const on = !chosen.has(exit);
      if (on) chosen.add(exit); else chosen.delete(exit);
      button.setAttribute('aria-pressed', String(on));
      search();
    });
  }
  at('changed').addEventListener('click', () => {
    at('changed').setAttribute('aria-pressed', String(at('changed').getAttribute('aria-pressed') !== 'true'));
    search();
  });
  at('search').addEventListener('input', search);
  at('place').addEventListener('change', search);
  at('more').addEventListener('click', more);
  at('tools').classList.remove('hidden');
  search();
})();
`;
