import { useEffect } from 'preact/hooks';

const isTyping = (target: EventTarget | null) => target instanceof Element && target.matches('input, textarea, select');

/** Keys that do the same everywhere on the page, but not while somebody types or a dialog is open. */
export function useKeys(actions: Readonly<Record<string, () => void>>) {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      const action = actions[event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]') || (isTyping(event.target) && event.key !== 'Escape')) return;
      event.preventDefault();
      action();
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}
