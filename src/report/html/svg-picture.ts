/** The frame of a drawing in SVG: its size, what it shows in words, and the tip of its arrows. */
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Size } from './layout.ts';

export interface PictureFrame extends Size {
  readonly title: string;
  /** For those who cannot see it. */
  readonly about: string;
}

export function svgPicture({ width, height, title, about }: PictureFrame, content: readonly Html[]): Html {
  return html`<svg
    role="img"
    aria-labelledby="picture-title picture-about"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    xmlns="http://www.w3.org/2000/svg"
  >
    <title id="picture-title">${title}</title>
    <desc id="picture-about">${about}</desc>
    <defs>
      <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
        <path class="tip" d="M0 0 8 4 0 8z" />
      </marker>
    </defs>
    ${content}
  </svg>`;
}
