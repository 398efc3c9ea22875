import { useCallback, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../api/client';

export interface Loaded<T> {
  readonly value: T | null;
  readonly problem: ApiProblem | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/**
 * Loads something, and again whenever what is asked for changes; an answer that comes after the next question is left out.
 *
 * @param key names what is asked for
 */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [isLoading, setIsLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  const loader = useRef(load);
  loader.current = load;
  useEffect(() => {
    let isWanted = true;
    setIsLoading(true);
    loader
      .current()
      .then((loaded) => {
        if (isWanted) {
          setValue(loaded);
          setProblem(null);
        }
      })
      .catch((error: unknown) => {
        if (isWanted) {
          setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, '', String(error)));
        }
      })
      .finally(() => {
        if (isWanted) {
          setIsLoading(false);
        }
      });
    return () => {
      isWanted = false;
    };
  }, [key, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  return { value, problem, isLoading, reload };
}
