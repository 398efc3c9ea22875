import AppLayout from '@cloudscape-design/components/app-layout';
import Spinner from '@cloudscape-design/components/spinner';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { lazy, Suspense, useCallback, useEffect, useState, type ReactElement } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { session } from './api/client';
import { SignIn } from './pages/SignIn';

const StateMachines = lazy(() => import('./pages/StateMachines'));
const StateMachineDetail = lazy(() => import('./pages/StateMachineDetail'));
const Account = lazy(() => import('./pages/Account'));
const Triggers = lazy(() => import('./pages/Triggers'));
const Builder = lazy(() => import('./pages/Builder'));
const Compare = lazy(() => import('./pages/Compare'));
const ExecutionDetail = lazy(() => import('./pages/ExecutionDetail'));

const DARK = 'pawl.dark';

function startsDark(): boolean {
  const chosen = localStorage.getItem(DARK);
  return chosen === null
    ? window.matchMedia('(prefers-color-scheme: dark)').matches
    : chosen === 'true';
}

export function App(): ReactElement {
  const [signedIn, setSignedIn] = useState(session.credentials() !== null);
  const [dark, setDark] = useState(startsDark);
  useEffect(() => {
    applyMode(dark ? Mode.Dark : Mode.Light);
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  const signOut = useCallback(() => {
    session.end();
    setSignedIn(false);
  }, []);
  const turn = (): void => {
    localStorage.setItem(DARK, String(!dark));
    setDark(!dark);
  };
  return (
    <BrowserRouter basename="/console">
      <TopNavigation
        i18nStrings={{ overflowMenuTriggerText: 'More', overflowMenuTitleText: 'All' }}
        identity={{ href: '/console/state-machines', title: 'Pawl' }}
        utilities={[
          { type: 'button', text: dark ? 'Light' : 'Dark', onClick: turn },
          ...(signedIn
            ? [
                { type: 'button' as const, text: 'Triggers', href: '/console/triggers' },
                { type: 'button' as const, text: 'Account', href: '/console/account' },
                { type: 'button' as const, text: 'Sign out', onClick: signOut },
              ]
            : []),
        ]}
      />
      <AppLayout
        navigationHide
        toolsHide
        content={
          signedIn ? (
            <Suspense fallback={<Spinner size="large" />}>
              <Pages />
            </Suspense>
          ) : (
            <SignIn onSignedIn={() => setSignedIn(true)} />
          )
        }
      />
    </BrowserRouter>
  );
}

function Pages(): ReactElement {
  return (
    <Routes>
      <Route path="/state-machines" element={<StateMachines />} />
      <Route path="/state-machines/:machine" element={<StateMachineDetail />} />
      <Route path="/state-machines/:machine/edit" element={<Builder />} />
      <Route path="/triggers" element={<Triggers />} />
      <Route path="/account" element={<Account />} />
      <Route path="/create" element={<Builder />} />
      <Route path="/compare" element={<Compare />} />
      <Route path="/executions/:machine/:name" element={<ExecutionDetail />} />
      <Route path="*" element={<Navigate to="/state-machines" replace />} />
    </Routes>
  );
}
