// Downloads the picture of the chart beside it, as the reader sees it, without asking the server: Plotly's own toolbar
// button makes it, and what it hands to the browser gets title, filters, source and link before it is saved.
export default function ({ data, parentElement }) {
  for (const button of parentElement.querySelectorAll("button")) {
    const format = button.dataset.format;
    button.title = `Download this chart as ${format.toUpperCase()}`;
    button.onclick = () => {
      const chart = document.querySelector(`.st-key-${CSS.escape(data.card)} .js-plotly-plot`);
      const save = chart?.querySelector('.modebar-btn[data-title^="Download plot"]');
      if (!save) return;
      const told = { ...data.told, link: window.location.href };
      chart._context.toImageButtonOptions = { format, filename: data.filename, scale: format === "png" ? 2 : 1 };
      withNextDownload((blob) => (format === "svg" ? signedSvg(blob, told, data.summary) : signedPng(blob, told, data.summary)));
      save.click();
    };
  }
}

// The next file that a script of the page saves is changed before it is.
function withNextDownload(change) {
  const click = HTMLAnchorElement.prototype.click;
  const restore = () => (HTMLAnchorElement.prototype.click = click);
  const patience = setTimeout(restore, 20000);
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) return click.call(this);
    clearTimeout(patience);
    restore();
    const name = this.download;
    // At once, for Plotly takes the address back soon.
    fetch(this.href)
      .then((answer) => answer.blob())
      .then(async (blob) => {
        const link = document.createElement("a");
        link.download = name;
        link.href = URL.createObjectURL(await change(blob).catch(() => blob));
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      });
  };
}

function lines(told) {
  return Object.entries(told).map(([name, value]) => `${name}: ${value}`).join("; ");
}

async function signedSvg(blob, told, summary) {
  const picture = new DOMParser().parseFromString(await blob.text(), "image/svg+xml");
  const svg = "http://www.w3.org/2000/svg", dc = "http://purl.org/dc/elements/1.1/";
  const element = (space, name, text) => {
    const made = picture.createElementNS(space, name);
    made.textContent = text;
    return made;
  };
  const metadata = element(svg, "metadata", "");
  const core = { title: "title", description: "filters", source: "source", date: "data_day", identifier: "link", creator: "made_with" };
  for (const [name, key] of Object.entries(core)) if (told[key]) metadata.append(element(dc, `dc:${name}`, told[key]));
  picture.documentElement.prepend(element(svg, "title", told.title), element(svg, "desc", `${summary}; ${lines(told)}`), metadata);
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml" });
}

// PNG, third edition, 11.3.3.4: a chunk iTXt stands after the header, before the picture.
async function signedPng(blob, told, summary) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const words = { Title: told.title, Description: `${summary}; ${lines(told)}`, Source: told.source, URL: told.link, Software: told.made_with };
  const chunks = Object.entries(words).filter(([, value]) => value).map(([name, value]) => textChunk(name, value));
  const end = 33; // signature and header
  return new Blob([bytes.subarray(0, end), ...chunks, bytes.subarray(end)], { type: "image/png" });
}

function textChunk(name, value) {
  const content = new TextEncoder().encode(`iTXt${name}\0\0\0\0\0${value}`);
  const chunk = new Uint8Array(content.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, content.length - 4);
  chunk.set(content, 4);
  view.setUint32(chunk.length - 4, crc32(content));
  return chunk;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}
