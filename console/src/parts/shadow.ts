/**
 * The shadow root of an element. Editors put their styles into it as objects; in the document itself they would be style
 * elements, which the content security policy refuses.
 */
export function shadowOf(place: HTMLElement): ShadowRoot {
  return place.shadowRoot ?? place.attachShadow({ mode: 'open' });
}
