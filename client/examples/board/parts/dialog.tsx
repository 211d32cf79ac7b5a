import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  class?: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** What is in front of everything else; Escape closes it. The focus goes to the first thing in it, so the cross is last. */
export function Dialog({ title, class: name = '', onClose, children }: Props) {
  const own = useRef<HTMLDialogElement>(null);
  useEffect(() => own.current?.showModal(), []);
  return (
    <dialog ref={own} class={name} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {children}
      <button type="button" class="plain close" aria-label="Close" onClick={() => own.current?.close()}>
        ✕
      </button>
    </dialog>
  );
}
