// The parts of the playground as they stand in its shadow.

export const EXAMPLE = [
  {
    id: 'rain',
    title: 'Rain',
    text: 'We walked home through the rain and were soaked to the skin.',
    year: 2023,
  },
  {
    id: 'bread',
    title: 'Bread',
    text: 'Knead the dough, cover it, and let it rise for an hour.',
    year: 2024,
  },
  {
    id: 'saturn',
    title: 'Saturn',
    text: 'Through the telescope we saw the rings of the planet.',
    year: 2024,
  },
  {
    id: 'moving',
    title: 'Moving',
    text: 'The boxes are packed; the van comes on Friday at nine.',
    year: 2025,
  },
  {
    id: 'tax',
    title: 'Tax',
    text: 'The office wants the receipts of last year by the end of May.',
    year: 2025,
  },
  {
    id: 'cat',
    title: 'The cat',
    text: 'She sleeps on the warm laptop and purrs when somebody types.',
    year: 2023,
  },
];

export const QUERY = 'getting wet';

/** What is put into the shadow. */
export const PAGE = `
<form class="give">
  <label for="documents">Documents</label>
  <textarea id="documents" rows="8" spellcheck="false"
    placeholder='A JSON array, JSON lines, or any text: [{ "id": "1", "text": "…" }]'></textarea>
  <p class="row">
    <button type="submit" class="main">Index them</button>
    <button type="button" class="stop" hidden>Stop</button>
    <button type="button" class="example">Use the example</button>
    <label class="file">or files <input type="file" multiple></label>
    <label>size <select name="preset">
      <option>small</option><option selected>balanced</option><option>accurate</option>
    </select></label>
  </p>
</form>
<p class="status" role="status"></p>
<form class="ask" hidden>
  <label for="query">Search</label>
  <input id="query" type="search" autocomplete="off" placeholder="in your own words">
  <p class="row">
    <label>by <select name="mode">
      <option value="hybrid" selected>words and meaning</option>
      <option value="meaning">meaning</option>
      <option value="words">words</option>
    </select></label>
    <label>at most <input name="k" type="number" min="1" max="50" value="5"></label>
    <label class="where">where <input name="where" spellcheck="false" placeholder='{ "year": { "gte": 2024 } }'></label>
  </p>
</form>
<p class="failure" role="alert"></p>
<ol class="hits"></ol>
<p class="cost"></p>
<section class="code" hidden>
  <p class="row">
    <b>The same as code</b>
    <label>for <select name="place"><option value="page">a page</option><option value="node">Node</option></select></label>
    <button type="button" class="copy">Copy</button>
    <a class="download" download="documents.json" hidden>documents.json</a>
  </p>
  <pre tabindex="0"><code></code></pre>
</section>
`;
