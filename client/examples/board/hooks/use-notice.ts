import { useCallback, useEffect, useState } from 'preact/hooks';

const moment = 7_000;

/** A sentence that is shown for a moment. */
export function useNotice() {
  const [notice, setNotice] = useState('');
  useEffect(() => {
    if (!notice) return undefined;
    const timer = setTimeout(() => setNotice(''), moment);
    return () => clearTimeout(timer);
  }, [notice]);
  const onError = useCallback(
    (error: unknown) => setNotice(error instanceof Error ? error.message : String(error)),
    [],
  );
  return { notice, setNotice, onError };
}
