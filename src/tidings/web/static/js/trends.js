// The plots as one picture to take away, drawn anew on a canvas.
const panels = document.getElementById("panels");
const button = document.getElementById("aspng");
if (panels && button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const figures = [...panels.querySelectorAll(".panel")];
    const columns = Math.min(3, figures.length);
    const [wide, high, gap, top] = [340, 130, 24, 60];
    const scale = 2;
    const canvas = document.createElement("canvas");
    canvas.width = scale * (columns * (wide + gap) + gap);
    canvas.height = scale * (top + Math.ceil(figures.length / columns) * (high + gap) + gap);
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.fillStyle = "#fbfaf7";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = "#1b1b1a";
    pen.font = "600 18px Georgia, serif";
    pen.fillText(panels.dataset.title, gap, 36);
    figures.forEach((figure, n) => {
      const x = gap + (n % columns) * (wide + gap);
      const y = top + Math.floor(n / columns) * (high + gap);
      pen.fillStyle = "#1b1b1a";
      pen.font = "13px sans-serif";
      const [name, total] = [figure.querySelector("b").textContent, figure.querySelector(".num").textContent];
      pen.fillText(name, x, y + 12);
      pen.textAlign = "right";
      pen.fillText(total, x + wide, y + 12);
      pen.textAlign = "left";
      pen.fillStyle = figure.classList.contains("all") ? "#1b1b1a" : "#0b5c9e";
      for (const bar of figure.querySelectorAll("rect.bar")) {
        const at = (key) => Number(bar.getAttribute(key));
        pen.fillRect(x + at("x") * wide / 300, y + 22 + at("y") * (high - 30) / 90, Math.max(1, at("width") * wide / 300), at("height") * (high - 30) / 90);
      }
      pen.fillStyle = "#8d897e";
      pen.fillRect(x, y + high - 8, wide, 1);
    });
    const link = document.createElement("a");
    link.download = "tidings-trends.png";
    link.href = canvas.toDataURL("image/png");
    link.click();
  });
}
