// Downloads the picture of the chart beside it, as the reader sees it, without asking the server.
// Plotly's own toolbar button makes the picture; it reads format and file name when it is pressed.
export default function ({ data, parentElement }) {
  for (const button of parentElement.querySelectorAll("button")) {
    const format = button.dataset.format;
    button.title = `Download this chart as ${format.toUpperCase()}`;
    button.onclick = () => {
      const chart = document.querySelector(`.st-key-${data.card} .js-plotly-plot`);
      const save = chart?.querySelector('.modebar-btn[data-title^="Download plot"]');
      if (!save) return;
      chart._context.toImageButtonOptions = { format, filename: data.filename, scale: format === "png" ? 2 : 1 };
      save.click();
    };
  }
}
